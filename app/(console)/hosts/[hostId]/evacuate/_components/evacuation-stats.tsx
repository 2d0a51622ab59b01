import { useLocale, useTranslations } from 'next-intl';
import { Figure } from '@/components/ui/figure';
import { type Stat, Stats } from '@/components/ui/stats';
import { formatMebibytes, mebibytesQuantity } from '@/lib/format/bytes';
import { durationQuantities, formatDuration } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import type { EvacuationPage } from '@/lib/views/evacuation/read-evacuation';

/** The evacuation in figures. */
export function EvacuationStats({ page }: { page: EvacuationPage }) {
  const t = useTranslations('evacuate.stats');
  const locale = useLocale();
  const tBasis = useTranslations('migration.basis');
  const { moves } = page;
  if (moves.length === 0) return null;
  const pauses = moves
    .filter((move) => move.kind === 'live')
    .map((move) => move.downtimeMs)
    .sort((a, b) => a - b);
  const median = pauses[Math.floor((pauses.length - 1) / 2)] ?? null;
  const longest = pauses.at(-1) ?? null;
  const longestQuickMs = Math.max(
    ...moves.filter((move) => move.kind === 'quick').map((move) => move.downtimeMs),
  );
  const of = (kind: string) => moves.filter((move) => move.kind === kind).length;
  const more: Stat[] = (['quick', 'offline'] as const)
    .filter((kind) => of(kind) > 0)
    .map((kind) => ({
      key: kind,
      name: t(kind),
      value: formatNumber(of(kind), locale),
      note:
        kind === 'quick' ? t('quickNote', { longest: formatDuration(longestQuickMs, locale) }) : undefined,
    }));
  return (
    <Stats
      stats={[
        {
          key: 'vms',
          name: t('vms'),
          value: formatNumber(moves.length, locale),
          note: formatMebibytes(
            moves.reduce((sum, move) => sum + move.memoryMiB, 0),
            locale,
          ),
        },
        { key: 'waves', name: t('waves'), value: formatNumber(page.waves, locale) },
        {
          key: 'takes',
          name: t('takes'),
          value: <Figure of={durationQuantities(page.seconds * 1000, locale)} />,
          note: page.forecastRun ? tBasis(page.forecastRun.basis) : undefined,
        },
        ...(page.forecastRun
          ? [
              {
                key: 'copied',
                name: t('copied'),
                value: <Figure of={[mebibytesQuantity(page.forecastRun.transferredMiB, locale)]} />,
              },
            ]
          : []),
        ...(pauses.length > 0
          ? [
              {
                key: 'pause',
                name: t('pause'),
                value: <Figure of={durationQuantities(median, locale)} />,
                note: t('pauseNote', { longest: formatDuration(longest, locale) }),
              },
            ]
          : []),
        ...more,
        {
          key: 'over',
          name: t('over'),
          value: formatNumber(page.overThresholdAfter, locale),
          tone: page.overThresholdAfter > 0 ? 'crit' : 'plain',
        },
      ]}
    />
  );
}
