import { useLocale, useTranslations } from 'next-intl';
import { OutcomeBars } from '@/components/charts/outcome-bars';
import { Figure } from '@/components/ui/figure';
import { Section } from '@/components/ui/page';
import { Stats } from '@/components/ui/stats';
import { TextLink } from '@/components/ui/text-link';
import { durationQuantities } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import { paths } from '@/lib/model/paths';
import type { DayOfMoves } from '@/lib/views/overview/read-day-of-moves';

/** How the migrations of the last 24 hours ended, hour by hour. */
export function DaySection({ day }: { day: DayOfMoves }) {
  const t = useTranslations('overview.day');
  const locale = useLocale();
  const { done, failed, skipped } = day.counts;
  const isEmpty = Object.values(day.counts).every((count) => count === 0);
  return (
    <Section title={t('title')} aside={<TextLink href={paths.history()}>{t('history')}</TextLink>}>
      {isEmpty ? (
        <p className="border-line border-y py-3 text-ink-3">{t('none')}</p>
      ) : (
        <>
          <Stats
            className="mb-3"
            stats={[
              { key: 'done', name: t('done'), value: formatNumber(done, locale) },
              {
                key: 'failed',
                name: t('failed'),
                value: formatNumber(failed, locale),
                tone: failed > 0 ? 'crit' : 'plain',
              },
              { key: 'skipped', name: t('skipped'), value: formatNumber(skipped, locale) },
              {
                key: 'median',
                name: t('median'),
                value: <Figure of={durationQuantities(day.medianMs, locale)} />,
              },
              {
                key: 'pause',
                name: t('pause'),
                value: <Figure of={durationQuantities(day.pauseP95Ms, locale)} />,
              },
            ]}
          />
          <OutcomeBars
            unit="hour"
            buckets={day.hours.map(({ at, counts }) => ({ at: at.getTime(), ...counts }))}
          />
        </>
      )}
    </Section>
  );
}
