'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatShort } from '@/lib/format/number';
import { formatTime } from '@/lib/format/time';
import { ChartFigure } from './chart-figure';
import { AXIS_WIDTH, axisStyle, chartMargin, gridStyle, HoverBox, LegendEntry, still } from './chart-parts';

/** What bars show: each has a fill of its own, and a name in the legend. */
export interface MonthSeries {
  key: string;
  name: string;
  fill: 'plain' | 'strong' | 'outlined';
}

export interface MonthBar {
  at: number; // the beginning of the month, epoch ms
  values: Readonly<Record<string, number | null>>; // by key; null: not known
}

interface MonthBarsProps {
  /** What the chart shows, in words. */
  label: string;
  months: readonly MonthBar[];
  series: readonly MonthSeries[];
  /** The greatest value of the axis; left out: that of the figures. */
  top?: number;
  unit?: string;
  height?: number;
}

const fills = {
  plain: { fill: 'var(--color-fill-accent)', stroke: 'none' },
  strong: { fill: 'var(--color-fill-crit)', stroke: 'none' },
  outlined: { fill: 'var(--color-ground)', stroke: 'var(--color-control)' },
} as const;

const swatches: Record<MonthSeries['fill'], string> = {
  plain: 'bg-fill-accent',
  strong: 'bg-fill-crit',
  outlined: 'border border-control bg-ground',
};

/** Figures month by month, those of several series on top of each other. A month without a figure has no bar. */
export function MonthBars({ label, months, series, top, unit, height = 132 }: MonthBarsProps) {
  const t = useTranslations('charts');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const month = (at: number) => formatTime(at, { locale, timeZone, style: 'monthYear' });
  const figure = (value: number | null | undefined) =>
    [formatShort(value, locale), value === null || value === undefined ? undefined : unit]
      .filter((part) => part !== undefined)
      .join(' ');
  return (
    <ChartFigure
      label={label}
      table={{
        head: [t('month'), ...series.map(({ name }) => name)],
        rows: () =>
          months.map(({ at, values }) => [month(at), ...series.map(({ key }) => figure(values[key]))]),
      }}
      legend={
        series.length < 2
          ? null
          : series.map(({ key, name, fill }) => (
              <LegendEntry
                key={key}
                swatch={<span aria-hidden="true" className={`inline-block size-2.5 ${swatches[fill]}`} />}
              >
                {name}
              </LegendEntry>
            ))
      }
    >
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 360, height }}>
        <BarChart data={[...months]} margin={chartMargin} accessibilityLayer={false} barCategoryGap="22%">
          <CartesianGrid {...gridStyle} />
          <XAxis
            {...axisStyle}
            dataKey="at"
            height={22}
            interval="equidistantPreserveStart"
            minTickGap={8}
            tickFormatter={(at: number) => formatTime(at, { locale, timeZone, style: 'month' })}
          />
          <YAxis
            {...axisStyle}
            axisLine={false}
            width={AXIS_WIDTH}
            tickCount={3}
            domain={[0, (most: number) => top ?? Math.max(1, most)]}
            tickFormatter={(value: number) => formatShort(value, locale)}
          />
          {series.map(({ key, fill }) => (
            <Bar
              {...still}
              {...fills[fill]}
              key={key}
              dataKey={({ values }: MonthBar) => values[key]}
              stackId="all"
            />
          ))}
          <Tooltip
            {...still}
            cursor={{ fill: 'var(--color-hover)' }}
            content={({ active, payload }) => {
              const bar: MonthBar | undefined = payload?.[0]?.payload;
              if (!active || !bar) return null;
              return (
                <HoverBox
                  title={month(bar.at)}
                  rows={series.map(({ key, name }) => ({ key, name, value: figure(bar.values[key]) }))}
                />
              );
            }}
          />
        </BarChart>
      </ResponsiveContainer>
    </ChartFigure>
  );
}
