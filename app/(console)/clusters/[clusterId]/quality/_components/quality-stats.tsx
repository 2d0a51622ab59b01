import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { Figure } from '@/components/ui/figure';
import { Section } from '@/components/ui/page';
import { type Stat, Stats } from '@/components/ui/stats';
import { formatShort } from '@/lib/format/number';
import { formatTime } from '@/lib/format/time';
import type { QualityMonth } from '@/lib/views/quality/read-quality';

type Figures = 'overloaded' | 'starved' | 'moves' | 'back' | 'duration' | 'load';

/** The figures of the current month. */
export function QualityStats({ months }: { months: readonly QualityMonth[] }) {
  const t = useTranslations('quality.stats');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const month = months.at(-1);
  if (month === undefined) return null;
  const { overloadedHostMinutes, starvedVmMinutes, movesADay, back, asForecast, timed, loadError } = month;
  const stat = (key: Figures, value: number | null, unit = ''): Stat => ({
    key,
    name: t(key),
    value: <Figure of={{ value: formatShort(value, locale), unit: value === null ? '' : unit }} />,
  });
  return (
    <Section title={formatTime(month.at, { locale, timeZone, style: 'monthYear' })} note={t('note')}>
      <Stats
        stats={[
          stat('overloaded', overloadedHostMinutes, t('minutes')),
          stat('starved', starvedVmMinutes, t('minutes')),
          stat('moves', movesADay),
          stat('back', back),
          stat('duration', timed === 0 ? null : (100 * asForecast) / timed, '%'),
          stat('load', loadError === null ? null : 100 * loadError, t('points')),
        ]}
      />
    </Section>
  );
}
