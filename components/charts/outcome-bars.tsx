'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatNumber } from '@/lib/format/number';
import { formatTime } from '@/lib/format/time';
import { ChartFigure } from './chart-figure';
import {
  AXIS_WIDTH,
  axisStyle,
  chartMargin,
  gridStyle,
  Hatch,
  HoverBox,
  LegendEntry,
  still,
} from './chart-parts';

export const outcomes = ['done', 'running', 'failed', 'skipped', 'cancelled'] as const;
export type Outcome = (typeof outcomes)[number];

export type OutcomeBucket = { at: number } & Record<Outcome, number>;

interface OutcomeBarsProps {
  /** Without gaps, oldest first; `at` is the bucket's start in epoch ms. */
  buckets: readonly OutcomeBucket[];
  unit: 'hour' | 'day';
  height?: number;
}

/** Migrations an hour or a day by how they ended; each outcome has a pattern of its own. */
export function OutcomeBars({ buckets, unit, height = 120 }: OutcomeBarsProps) {
  const t = useTranslations('charts');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const hatchId = useId();
  const time = (at: number, style: 'clock' | 'day' | 'dayNumber' | 'dayClock') =>
    formatTime(at, { locale, timeZone, style });
  const rowName = (at: number) => time(at, unit === 'hour' ? 'dayClock' : 'day');
  const present = outcomes.filter((outcome) => buckets.some((bucket) => bucket[outcome] > 0));
  const total = (outcome: Outcome) => buckets.reduce((sum, bucket) => sum + bucket[outcome], 0);
  return (
    <ChartFigure
      label={t('outcomes')}
      table={{
        head: [t('time'), ...outcomes.map((outcome) => t(`outcome.${outcome}`))],
        rows: () =>
          buckets.map((bucket) => [
            rowName(bucket.at),
            ...outcomes.map((outcome) => formatNumber(bucket[outcome], locale)),
          ]),
      }}
      legend={present.map((outcome) => (
        <LegendEntry key={outcome} swatch={<Swatch outcome={outcome} />}>
          {t(`outcome.${outcome}`)} <b>{formatNumber(total(outcome), locale)}</b>
        </LegendEntry>
      ))}
    >
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 480, height }}>
        <BarChart data={[...buckets]} margin={chartMargin} accessibilityLayer={false} barCategoryGap={1.5}>
          <defs>
            <Hatch id={hatchId} color="var(--color-ink-3)" ground="var(--color-track)" />
          </defs>
          <CartesianGrid {...gridStyle} />
          <XAxis
            {...axisStyle}
            dataKey="at"
            height={22}
            interval="equidistantPreserveStart"
            minTickGap={unit === 'hour' ? 40 : 12}
            tickFormatter={(at: number) => time(at, unit === 'hour' ? 'clock' : 'dayNumber')}
          />
          <YAxis
            {...axisStyle}
            axisLine={false}
            width={AXIS_WIDTH}
            allowDecimals={false}
            tickCount={3}
            domain={[0, (most: number) => Math.max(4, most)]}
          />
          {outcomes.map((outcome) => (
            <Bar
              {...still}
              key={outcome}
              dataKey={outcome}
              stackId="outcome"
              shape={(box: unknown) => <OutcomeBox {...(box as Box)} outcome={outcome} hatchId={hatchId} />}
            />
          ))}
          <Tooltip
            {...still}
            cursor={{ fill: 'var(--color-hover)' }}
            content={({ active, payload }) => {
              const bucket: OutcomeBucket | undefined = payload?.[0]?.payload;
              if (!active || !bucket) return null;
              const rows = outcomes.filter((outcome) => bucket[outcome] > 0);
              return (
                <HoverBox
                  title={rowName(bucket.at)}
                  rows={rows.map((outcome) => ({
                    key: outcome,
                    name: t(`outcome.${outcome}`),
                    value: formatNumber(bucket[outcome], locale),
                  }))}
                />
              );
            }}
          />
        </BarChart>
      </ResponsiveContainer>
    </ChartFigure>
  );
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function OutcomeBox({ x, y, width, height, outcome, hatchId }: Box & { outcome: Outcome; hatchId: string }) {
  if (!height || height <= 0 || width <= 0) return null; // not measured yet
  const inner = Math.max(1, height - 1); // a hairline between the parts of a stack
  const box = { x, y, width, height: inner };
  const drawings: Record<Outcome, ReactNode> = {
    done: (
      <>
        <rect {...box} fill="var(--color-fill)" />
        <rect {...box} height={Math.min(2, inner)} fill="var(--color-edge)" />
      </>
    ),
    running: <rect {...box} fill="var(--color-accent)" />,
    failed: <rect {...box} fill="var(--color-edge-crit)" />,
    skipped: <rect {...box} fill={`url(#${hatchId})`} />,
    cancelled: (
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={Math.max(1, width - 1)}
        height={Math.max(1, inner - 1)}
        fill="var(--color-ground)"
        stroke="var(--color-control)"
      />
    ),
  };
  return drawings[outcome];
}

const swatches: Record<Outcome, string> = {
  done: 'border-t-2 border-edge bg-fill',
  running: 'bg-accent',
  failed: 'bg-edge-crit',
  skipped: 'hatch bg-track text-ink-3',
  cancelled: 'border border-control bg-ground',
};

const Swatch = ({ outcome }: { outcome: Outcome }) => (
  <span aria-hidden="true" className={`inline-block size-2.5 ${swatches[outcome]}`} />
);
