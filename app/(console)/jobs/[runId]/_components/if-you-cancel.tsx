import { useLocale, useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { formatList } from '@/lib/format/list';
import type { JobPage } from '@/lib/views/job/read-job';

const countOf = ({ moves }: JobPage, states: readonly string[]): number =>
  moves.filter((move) => states.includes(move.state)).length;

/** What cancelling would do now with the moves that have not ended. */
export function CancelWords({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.ifCancel');
  const ordered = job.steps.filter(({ state }) => state === 'ordered').length;
  const copies = t('copies', {
    running: countOf(job, ['migrating', 'verifying', 'unknown']),
    waiting: countOf(job, ['pending', 'checking']),
  });
  return ordered > 0 ? `${copies} ${t('steps', { ordered })}` : copies;
}

/** What becomes of the VMs that have moved, and of the hosts, unless they are moved back. */
export function StayWords({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.ifCancel');
  const locale = useLocale();
  const draining = job.emptied.filter(({ mode }) => mode === 'draining').map(({ name }) => name);
  return (
    <>
      {t('stays', { moved: countOf(job, ['done']) })}{' '}
      {draining.length > 0 ? t('host', { host: formatList(draining, locale), count: draining.length }) : null}
    </>
  );
}

export function IfYouCancel({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.ifCancel');
  return (
    <Section title={t('title')}>
      <p className="text-ink-2">
        <CancelWords job={job} /> <StayWords job={job} />
      </p>
    </Section>
  );
}
