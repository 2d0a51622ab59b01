import { useLocale, useNow, useTimeZone, useTranslations } from 'next-intl';
import { RunStateBadge } from '@/components/domain/state-badges';
import { Facts } from '@/components/ui/page';
import { Status } from '@/components/ui/status';
import { TextLink } from '@/components/ui/text-link';
import { formatTime, styleByDistance } from '@/lib/format/time';
import { paths } from '@/lib/model/paths';
import { isFinishedMove } from '@/lib/model/run';
import type { JobPage } from '@/lib/views/job/read-job';
import { useActorName } from '../../../_components/use-actor-name';

/** The state of a job; while it runs, with its wave. */
export function JobStatus({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.status');
  if (job.state !== 'running') return <RunStateBadge state={job.state} />;
  if (job.cancelRequestedAt) {
    return (
      <Status icon="cancel" tone="warn">
        {t('cancelling')}
      </Status>
    );
  }
  if (job.pausedAt) {
    return (
      <Status icon="paused" tone="warn">
        {t('paused')}
      </Status>
    );
  }
  const waves = Math.max(1, ...job.moves.map((move) => move.wave));
  const wave = job.moves.find((move) => !isFinishedMove(move.state))?.wave ?? waves;
  const isDraining = job.kind === 'evacuate';
  return (
    <Status icon={isDraining ? 'draining' : 'move'} tone="accent">
      {t(isDraining ? 'draining' : 'running', { wave, waves })}
    </Status>
  );
}

/** Returns a function that formats a time: only the time for today, otherwise with the date. */
export function useMoment(): (at: Date) => string {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const now = useNow();
  return (at) => formatTime(at, { locale, timeZone, style: styleByDistance(at, now, timeZone) });
}

/** Its number, who ordered it, when, why, and its origin. */
export function JobFacts({ job }: { job: JobPage }) {
  const t = useTranslations('jobs');
  const moment = useMoment();
  const actorName = useActorName();
  const { suggestion } = job;
  const facts = { number: t('number', { number: job.number }), by: actorName(job.requestedBy) };
  return (
    <Facts>
      <span>
        {job.startedAt
          ? t('facts.started', { ...facts, time: moment(job.startedAt) })
          : t('facts.asked', { ...facts, time: moment(job.createdAt) })}
      </span>
      {job.cancelRequestedAt && job.cancelRequestedBy !== null ? (
        <span>
          {t('facts.cancelled', {
            by: actorName(job.cancelRequestedBy),
            time: moment(job.cancelRequestedAt),
          })}
        </span>
      ) : null}
      {job.pausedAt && job.pausedBy !== null ? (
        <span>{t('facts.paused', { by: actorName(job.pausedBy), time: moment(job.pausedAt) })}</span>
      ) : null}
      {job.finishedAt ? <span>{t('facts.ended', { time: moment(job.finishedAt) })}</span> : null}
      {job.note ? <span>{t('facts.for', { note: job.note })}</span> : null}
      {suggestion ? (
        <span>
          {t.rich('facts.suggestion', {
            number: suggestion.number,
            link: (chunks) => (
              <TextLink className="underline" href={paths.suggestion(suggestion.id)}>
                {chunks}
              </TextLink>
            ),
          })}
        </span>
      ) : null}
    </Facts>
  );
}
