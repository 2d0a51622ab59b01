import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { paths } from '@/lib/model/paths';
import { isFinishedRun } from '@/lib/model/run';
import type { JobPage } from '@/lib/views/job/read-job';

/** What a person should know or do in the current state of the job. */
export function AfterNotes({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.after');
  const unknown = job.moves.filter((move) => move.state === 'unknown').length;
  const { host } = job;
  if (unknown > 0) return <Note tone="warn" title={t('unknown', { count: unknown })} />;
  if (!host || !isFinishedRun(job.state)) return null;
  if (host.mode === 'maintenance') {
    return (
      <Note
        tone="ok"
        title={t('maintenance', { host: host.name })}
        actions={<ButtonLink href={paths.host(host.id)}>{t('openHost')}</ButtonLink>}
      />
    );
  }
  if (host.mode !== 'draining') return null;
  if (host.vmCount === 0) return <Note tone="warn" title={t('drained', { host: host.name })} />;
  return (
    <Note
      tone="warn"
      title={t('draining', { host: host.name })}
      actions={
        <>
          <ButtonLink href={paths.evacuate(host.id)}>{t('evacuate')}</ButtonLink>
          <ButtonLink href={paths.host(host.id)}>{t('openHost')}</ButtonLink>
        </>
      }
    />
  );
}
