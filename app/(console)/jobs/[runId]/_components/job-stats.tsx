import { useLocale, useTranslations } from 'next-intl';
import { Figure } from '@/components/ui/figure';
import { type Stat, Stats } from '@/components/ui/stats';
import { bytesQuantity } from '@/lib/format/bytes';
import { durationQuantities, formatDuration } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import { isFinishedRun } from '@/lib/model/run';
import type { JobPage } from '@/lib/views/job/read-job';

/** The job in figures: progress, duration, cost. */
export function JobStats({ job }: { job: JobPage }) {
  const t = useTranslations('jobs.stats');
  const locale = useLocale();
  const isEnded = isFinishedRun(job.state);
  const of = (state: string) => job.moves.filter((move) => move.state === state).length;
  const count = job.moves.length;
  const note = of('failed')
    ? t('andFailed', { count, failed: of('failed') })
    : of('skipped')
      ? t('andSkipped', { count, skipped: of('skipped') })
      : t('ofMoves', { count });
  const left: Stat = {
    key: 'left',
    name: t('left'),
    value: <Figure of={durationQuantities(job.leftMs, locale)} />,
  };
  const until = job.finishedAt ?? job.now;
  const elapsedMs = job.startedAt ? until.getTime() - job.startedAt.getTime() : null;
  const copied = sumOfKnown(job.moves.map((move) => move.copiedBytes));
  const stats = (
    <Stats
      stats={[
        { key: 'moved', name: t('moved'), value: formatNumber(of('done'), locale), note },
        ...(isEnded ? [] : [left]),
        {
          key: 'since',
          name: t(isEnded ? 'took' : 'since'),
          value: <Figure of={durationQuantities(elapsedMs, locale)} />,
          note: t('forecast', { duration: formatDuration(job.predictedMs, locale) }),
        },
        pauseStat(job, isEnded, t, locale),
        { key: 'copied', name: t('copied'), value: <Figure of={bytesQuantity(copied, locale)} /> },
      ]}
    />
  );
  if (job.migrationSpeed === 1) return stats;
  return (
    <div>
      {stats}
      <p className="mt-1.5 text-ink-2 text-small">{t('speed', { speed: job.migrationSpeed })}</p>
    </div>
  );
}

/** Null: no hypervisor has said how much it copied, as vCenter does not. */
function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function pauseStat(
  job: JobPage,
  isEnded: boolean,
  t: ReturnType<typeof useTranslations<'jobs.stats'>>,
  locale: string,
): Stat {
  const pauses = job.moves
    .flatMap((move) => (move.state === 'done' && move.pauseMs !== null ? [move.pauseMs] : []))
    .sort((a, b) => a - b);
  const median = pauses[Math.floor((pauses.length - 1) / 2)] ?? null;
  return {
    key: 'pause',
    name: t(isEnded ? 'pause' : 'pauseSoFar'),
    value: <Figure of={durationQuantities(median, locale)} />,
    note: pauses.length > 1 ? t('longest', { longest: formatDuration(pauses.at(-1), locale) }) : undefined,
  };
}
