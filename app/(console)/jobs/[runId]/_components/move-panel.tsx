import { useLocale, useTranslations } from 'next-intl';
import { CopyChart } from '@/components/charts/copy-chart';
import { MoveStateBadge } from '@/components/domain/state-badges';
import { KeyValues } from '@/components/ui/page';
import { ProgressBar } from '@/components/ui/progress-bar';
import { SidePanel } from '@/components/ui/side-panel';
import { formatBytes, formatRate } from '@/lib/format/bytes';
import { formatDuration } from '@/lib/format/duration';
import { isFinishedMove } from '@/lib/model/run';
import type { JobMove } from '@/lib/views/job/read-job';
import type { MoveTrack } from '@/lib/views/job/read-move-track';
import { MoveWhy } from './move-cells';
import { MoveComparison, MoveReport } from './move-figures';
import { TriedDestinations } from './tried-destinations';

interface MovePanelProps {
  move: JobMove;
  track: MoveTrack | null;
  closeHref: string;
}

/** The details of a move: what it waits for, the progress of its copy, and its forecast. */
export function MovePanel({ move, track, closeHref }: MovePanelProps) {
  const t = useTranslations('jobs.move');
  const tRefusal = useTranslations('refusal');
  const isInFlight = !isFinishedMove(move.state) && move.state !== 'pending';
  return (
    <SidePanel
      key={move.id}
      title={move.vm}
      status={<MoveStateBadge state={move.state} kind={move.kind} />}
      closeHref={closeHref}
      closeLabel={t('close', { vm: move.vm })}
    >
      <div className="mb-2 empty:hidden">
        <MoveWhy move={move} />
      </div>
      {isInFlight ? (
        <div className="mt-1 mb-3">
          <ProgressBar label={t('progress', { vm: move.vm })} percent={move.percent} withFigure />
        </div>
      ) : null}
      <MoveFacts move={move} />
      {move.tried.length > 0 ? (
        <Part title={tRefusal('tried')}>
          <TriedDestinations move={move} />
        </Part>
      ) : null}
      {track && track.points.length > 0 ? (
        <Part title={t('copy')}>
          <CopyChart
            vm={move.vm}
            points={track.points}
            pauseMs={isFinishedMove(move.state) ? track.pauseMs : null}
            tookMs={isFinishedMove(move.state) ? track.tookMs : null}
          />
        </Part>
      ) : null}
      <Part title={t('forecast')}>
        <MoveComparison move={move} />
      </Part>
      {move.statistics ? <MoveReport statistics={move.statistics} /> : null}
    </SidePanel>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="mt-4 border-line border-t pt-3">
      <h3 className="mb-1.5 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function MoveFacts({ move }: { move: JobMove }) {
  const t = useTranslations('jobs.move');
  const tMigration = useTranslations('migration');
  const tState = useTranslations('state');
  const locale = useLocale();
  const { options, progress } = move;
  const isCopying = move.state === 'migrating' && progress !== null;
  return (
    <KeyValues
      entries={[
        { key: 'way', name: t('way'), value: t('wayOf', { from: move.from, to: move.to }) },
        {
          key: 'kind',
          name: t('kind'),
          value: [
            move.kindReason && move.kindReason !== 'asked' ? null : tState(`moveKind.${move.kind}`),
            move.kindReason ? tMigration(`kindReason.${move.kindReason}`) : null,
          ]
            .filter(Boolean)
            .join(', '),
        },
        ...(isCopying
          ? [
              {
                key: 'round',
                name: t('round'),
                value: progress.round === null ? '-' : String(progress.round),
              },
              {
                key: 'rates',
                name: t('rates'),
                value: t('ratesOf', {
                  sent: formatRate(progress.bandwidthMiBps, locale),
                  written: formatRate(progress.dirtyMiBps, locale),
                }),
              },
              ...(progress.throttlePercent
                ? [{ key: 'throttle', name: t('throttle'), value: `${progress.throttlePercent} %` }]
                : []),
            ]
          : []),
        ...(move.kind === 'live'
          ? [
              {
                key: 'pause',
                name: t('targetPause'),
                value: formatDuration(options.targetPauseMs, locale),
              },
              { key: 'stall', name: t('onStall'), value: tMigration(`stallAction.${options.onStall}`) },
            ]
          : []),
        ...(move.statistics?.diskBytes
          ? [
              {
                key: 'disks',
                name: t('localDisks'),
                value: t('localDisksTaken', { size: formatBytes(move.statistics.diskBytes, locale) }),
              },
            ]
          : []),
        ...(options.bandwidthCapMiBps === null
          ? []
          : [{ key: 'cap', name: t('cap'), value: formatRate(options.bandwidthCapMiBps, locale) }]),
        ...(move.tries > 1 ? [{ key: 'tries', name: t('tries'), value: String(move.tries) }] : []),
      ]}
    />
  );
}
