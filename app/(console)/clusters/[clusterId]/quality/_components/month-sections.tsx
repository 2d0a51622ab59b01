import { useTranslations } from 'next-intl';
import { type MonthBar, MonthBars } from '@/components/charts/month-bars';
import { Section } from '@/components/ui/page';
import type { QualityMonth } from '@/lib/views/quality/read-quality';

interface MonthsProps {
  months: readonly QualityMonth[];
}

type Figures = (month: QualityMonth) => Record<string, number | null>;

const barsOf = (months: readonly QualityMonth[], figures: Figures): MonthBar[] =>
  months.map((month) => ({ at: month.at.getTime(), values: figures(month) }));

/** A share in percent; null: of nothing. */
const percentOf = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole);

/** How long hosts were above a threshold, and VMs lacked CPU. */
export function LackSection({ months }: MonthsProps) {
  const t = useTranslations('quality');
  return (
    <div className="grid min-w-0 content-start gap-6">
      <Section title={t('overloaded.title')} note={t('overloaded.note')}>
        <MonthBars
          label={t('overloaded.label')}
          months={barsOf(months, ({ overloadedHostMinutes }) => ({ minutes: overloadedHostMinutes }))}
          series={[{ key: 'minutes', name: t('overloaded.name'), fill: 'strong' }]}
        />
      </Section>
      <Section title={t('starved.title')} note={t('starved.note')}>
        <MonthBars
          label={t('starved.label')}
          months={barsOf(months, ({ starvedVmMinutes }) => ({ minutes: starvedVmMinutes }))}
          series={[{ key: 'minutes', name: t('starved.name'), fill: 'strong' }]}
        />
      </Section>
    </div>
  );
}

/** What balancing cost: moves, and those that took back an earlier one. */
export function MovesSection({ months }: MonthsProps) {
  const t = useTranslations('quality.moves');
  return (
    <div className="grid min-w-0 content-start gap-6">
      <Section title={t('title')} note={t('note')}>
        <MonthBars
          label={t('label')}
          months={barsOf(months, ({ movesADay }) => ({ moves: movesADay }))}
          series={[{ key: 'moves', name: t('name'), fill: 'plain' }]}
        />
      </Section>
      <Section title={t('backTitle')} note={t('backNote')}>
        <MonthBars
          label={t('backLabel')}
          months={barsOf(months, ({ back, observedDays, moves }) => ({
            back: observedDays === 0 && moves === 0 ? null : back,
          }))}
          series={[{ key: 'back', name: t('backName'), fill: 'strong' }]}
        />
      </Section>
    </div>
  );
}

/** Predicted against actual: how long moves took, and the loads that they led to. */
export function ForecastsSection({ months }: MonthsProps) {
  const t = useTranslations('quality.forecasts');
  return (
    <div className="grid min-w-0 content-start gap-6">
      <Section title={t('durationTitle')} note={t('durationNote')}>
        <MonthBars
          label={t('durationLabel')}
          top={100}
          unit="%"
          months={barsOf(months, ({ asForecast, timed }) => ({ near: percentOf(asForecast, timed) }))}
          series={[{ key: 'near', name: t('durationName'), fill: 'plain' }]}
        />
      </Section>
      <Section title={t('loadTitle')} note={t('loadNote')}>
        <MonthBars
          label={t('loadLabel')}
          unit={t('points')}
          months={barsOf(months, ({ loadError }) => ({ error: loadError === null ? null : 100 * loadError }))}
          series={[{ key: 'error', name: t('loadName'), fill: 'plain' }]}
        />
      </Section>
    </div>
  );
}

/** What people made of the suggestions. */
export function SuggestionsSection({ months }: MonthsProps) {
  const t = useTranslations('quality.suggestions');
  return (
    <Section title={t('title')} note={t('note')}>
      <MonthBars
        label={t('label')}
        months={barsOf(months, ({ approved, dismissed }) => ({ approved, dismissed }))}
        series={[
          { key: 'approved', name: t('approved'), fill: 'plain' },
          { key: 'dismissed', name: t('dismissed'), fill: 'outlined' },
        ]}
      />
    </Section>
  );
}
