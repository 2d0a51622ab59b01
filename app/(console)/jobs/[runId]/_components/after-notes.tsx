import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/ui/button-link';
import { Note } from '@/components/ui/note';
import { paths } from '@/lib/model/paths';
import { isFinishedMove, isFinishedRun, type MoveBack } from '@/lib/model/run';
import type { JobPage } from '@/lib/views/job/read-job';

/** What a person should know or do in the current state of the job. */
export function AfterNotes({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.after');
  const unknown = job.moves.filter((move) => move.state === 'unknown').length;
  const isHeld = job.pausedAt !== null && job.cancelRequestedAt === null;
  if (unknown > 0) return <Note tone="warn" title={t('unknown', { count: unknown })} />;
  return (
    <>
      {isHeld ? <PauseNote job={job} /> : null}
      {job.moveBack ? <BackNote moveBack={job.moveBack} undoneBy={job.undoneBy} /> : null}
      {job.emptied.map((host) => (
        <HostNote key={host.id} host={host} isEnded={isFinishedRun(job.state)} />
      ))}
    </>
  );
}

/** What still happens in a job that is paused. */
function PauseNote({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.pause');
  const running = job.moves.filter((move) => move.state !== 'pending' && !isFinishedMove(move.state)).length;
  const draining = job.emptied.some(({ mode }) => mode === 'draining');
  return (
    <Note tone="warn" title={t('note')}>
      {t('running', { running })} {draining ? t('draining') : null}
    </Note>
  );
}

/** What becomes of the VMs of a job that was cancelled so that they move back. */
function BackNote({ moveBack, undoneBy }: { moveBack: MoveBack; undoneBy: JobPage['undoneBy'] }) {
  const t = useTranslations('jobs.moveBack');
  const isOrdered = moveBack === 'asked' || moveBack === 'ordered';
  return (
    <Note
      tone={isOrdered || moveBack === 'nothingMoved' ? 'accent' : 'warn'}
      title={t(moveBack)}
      actions={undoneBy ? <ButtonLink href={paths.job(undoneBy.id)}>{t('openJob')}</ButtonLink> : null}
    />
  );
}

/** Of each host that the job empties. It may be in maintenance mode while the job empties others. */
function HostNote({ host, isEnded }: { host: JobPage['emptied'][number]; isEnded: boolean }) {
  const t = useTranslations('jobs.after');
  if (host.mode === 'maintenance') {
    return (
      <Note
        tone="ok"
        title={t('maintenance', { host: host.name })}
        actions={<ButtonLink href={paths.host(host.id)}>{t('openHost')}</ButtonLink>}
      />
    );
  }
  if (!isEnded || host.mode !== 'draining') return null;
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
