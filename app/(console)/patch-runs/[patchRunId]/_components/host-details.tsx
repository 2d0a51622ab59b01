import { useLocale, useTranslations } from 'next-intl';
import { TextLink } from '@/components/ui/text-link';
import { formatDuration } from '@/lib/format/duration';
import { paths } from '@/lib/model/paths';
import type { PatchHostView } from '@/lib/views/patches/read-patch-run';
import { useActorName } from '../../../_components/use-actor-name';
import { LastLines } from './last-lines';
import { usePatchWhy } from './use-patch-why';

/** What is known of a host: why it waits or has failed, its parts of time, versions, restart and jobs. */
export function HostDetails({ host, isStopped }: { host: PatchHostView; isStopped: boolean }) {
  const t = useTranslations('patch.run');
  const tParts = useTranslations('patch.run.legend');
  const locale = useLocale();
  const why = usePatchWhy()(host);
  const actorName = useActorName();
  const { versionBefore: before, versionAfter: after, hasRestarted } = host;
  const how: string | null =
    hasRestarted === null ? (host.wasAway ? 'away' : null) : hasRestarted ? 'yes' : 'no';
  const isShownAbove = host.phase === 'failed' && isStopped; // above the timeline
  return (
    <div className="flex flex-wrap gap-x-3 gap-y-0.5 empty:hidden">
      {why && !isShownAbove ? (
        <span className={host.waitsForPerson ? 'font-medium text-ink' : undefined}>{why}</span>
      ) : null}
      {host.bars.map(({ kind, from, to }) => (
        <span key={kind}>
          {tParts(kind)} {formatDuration(to.getTime() - from.getTime(), locale)}
        </span>
      ))}
      {before && after ? (
        <span>
          {before === after ? t('versionSame', { version: after }) : t('version', { before, after })}
        </span>
      ) : null}
      {how && host.bars.some(({ kind }) => kind === 'return') ? <span>{t('restarted', { how })}</span> : null}
      {host.confirmedBy ? <span>{t('confirmed', { by: actorName(host.confirmedBy) })}</span> : null}
      {host.jobs.map((job) => (
        <TextLink key={job.id} href={paths.job(job.id)}>
          {t('job', { kind: job.kind, number: job.number })}
        </TextLink>
      ))}
      {host.output && !isShownAbove ? <LastLines output={host.output} /> : null}
    </div>
  );
}
