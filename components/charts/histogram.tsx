'use client';

import { useLocale, useTranslations } from 'next-intl';
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatDuration } from '@/lib/format/duration';
import { formatNumber } from '@/lib/format/number';
import { ChartFigure } from './chart-figure';
import { AXIS_WIDTH, axisStyle, chartMargin, gridStyle, HoverBox, still } from './chart-parts';

export interface HistogramBin {
  fromMs: number;
  toMs: number;
  count: number;
}

interface HistogramProps {
  /** What is counted: time taken, pause. */
  title: string;
  /** Bins of one width, the shortest first, without gaps. */
  bins: readonly HistogramBin[];
  medianMs: number | null;
  p95Ms: number | null;
  height?: number;
}

/** How long things took, with the middle and the slow end marked. */
export function Histogram({ title, bins, medianMs, p95Ms, height = 128 }: HistogramProps) {
  const t = useTranslations('charts');
  const locale = useLocale();
  const duration = (ms: number | null) => formatDuration(ms, locale);
  const range = (bin: HistogramBin) => t('range', { from: duration(bin.fromMs), to: duration(bin.toMs) });
  const rows = bins.map((bin) => ({ ...bin, middleMs: (bin.fromMs + bin.toMs) / 2 }));
  const ends: [number, number] = [bins[0]?.fromMs ?? 0, bins.at(-1)?.toMs ?? 1];
  const late = ends[0] + 0.7 * (ends[1] - ends[0]);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => ends[0] + share * (ends[1] - ends[0]));
  const lines = [
    { key: 'median', ms: medianMs, text: t('median', { value: duration(medianMs) }), dy: -27 },
    { key: 'p95', ms: p95Ms, text: t('p95', { value: duration(p95Ms) }), dy: -14 },
  ];
  return (
    <ChartFigure
      label={t('histogram', { title, median: duration(medianMs), p95: duration(p95Ms) })}
      table={{
        head: [title, t('count')],
        rows: () => bins.map((bin) => [range(bin), formatNumber(bin.count, locale)]),
      }}
    >
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 320, height }}>
        <BarChart
          data={rows}
          margin={{ ...chartMargin, top: 32, right: 16 }}
          accessibilityLayer={false}
          barCategoryGap={0.5}
        >
          <CartesianGrid {...gridStyle} />
          <XAxis
            {...axisStyle}
            dataKey="middleMs"
            type="number"
            domain={ends}
            ticks={ticks}
            tickFormatter={(ms: number) => (ms === 0 ? '0' : duration(ms))}
            height={22}
          />
          <YAxis {...axisStyle} axisLine={false} width={AXIS_WIDTH} allowDecimals={false} tickCount={3} />
          <Bar {...still} dataKey="count" fill="var(--color-fill-accent)" />
          {lines.map((line) =>
            line.ms === null ? null : (
              <ReferenceLine
                key={line.key}
                x={line.ms}
                stroke="var(--color-ink-2)"
                strokeDasharray="3 3"
                label={{
                  value: line.text,
                  position: line.ms > late ? 'insideTopRight' : 'insideTopLeft',
                  dy: line.dy,
                  fontSize: 11,
                  fill: 'var(--color-ink-2)',
                }}
              />
            ),
          )}
          <Tooltip
            {...still}
            cursor={{ fill: 'var(--color-hover)' }}
            content={({ active, payload }) => {
              const bin: HistogramBin | undefined = payload?.[0]?.payload;
              if (!active || !bin) return null;
              return (
                <HoverBox
                  title={range(bin)}
                  rows={[{ key: 'count', name: t('count'), value: formatNumber(bin.count, locale) }]}
                />
              );
            }}
          />
        </BarChart>
      </ResponsiveContainer>
    </ChartFigure>
  );
}
