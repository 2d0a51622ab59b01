import { useLocale, useTranslations } from 'next-intl';
import { Section } from '@/components/ui/page';
import { formatList } from '@/lib/format/list';
import type { JobPage } from '@/lib/views/job/read-job';

/** What cancelling would do now. */
export function CancelWords({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.ifCancel');
  const locale = useLocale();
  const draining = job.emptied.filter(({ mode }) => mode === 'draining').map(({ name }) => name);
  const of = (states: readonly string[]) => job.moves.filter((move) => states.includes(move.state)).length;
  return (
    <>
      {t('copies', {
        running: of(['migrating', 'verifying', 'unknown']),
        waiting: of(['pending', 'checking']),
      })}{' '}
      {t('stays', { moved: of(['done']) })}{' '}
      {draining.length > 0 ? t('host', { host: formatList(draining, locale), count: draining.length }) : null}
    </>
  );
}

export function IfYouCancel({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.ifCancel');
  return (
    <Section title={t('title')}>
      <p className="text-ink-2">
        <CancelWords job={job} />
      </p>
    </Section>
  );
}
