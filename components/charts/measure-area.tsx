'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { useId } from 'react';
import {
  Area,
  AreaChart,
  CartesianGrid,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { isOverThreshold, toneOfLoad } from '@/lib/format/load';
import { isKnown } from '@/lib/format/quantity';
import { formatTime } from '@/lib/format/time';
import { AXIS_WIDTH, axisStyle, chartMargin, gridStyle, Hatch, HoverBox, still } from './chart-parts';
import { findGaps } from './gaps';
import { formatMeasure, type MeasureUnit, topOf } from './measure-values';
import { tickStyle, timeTicks } from './time-ticks';

/** A bucket of a measure: the mean of its samples, and the least and greatest of them. Null: nothing is known. */
export interface MeasurePoint {
  at: number; // epoch ms
  mean: number | null;
  least: number | null;
  greatest: number | null;
}

interface MeasureAreaProps {
  name: string;
  unit: MeasureUnit;
  points: readonly MeasurePoint[];
  from: number;
  to: number;
  stepMs: number;
  threshold: number | null;
  moveTimes: readonly number[];
  height: number;
  withTimes: boolean;
}

/** One measure over time: its mean, the band from its least to its greatest value, and in its own colour what is over the threshold. */
export function MeasureArea(props: MeasureAreaProps) {
  const { name, unit, points, from, to, stepMs, threshold, moveTimes, height, withTimes } = props;
  const t = useTranslations('charts');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const hatchId = useId();
  const gaps = findGaps(points, { from, to, stepMs, isKnown: ({ mean }) => isKnown(mean) });
  const top = topOf(Math.max(0, ...points.map(({ mean, greatest }) => greatest ?? mean ?? 0)), unit);
  const isOver = threshold !== null && points.some(({ mean }) => isOverThreshold(mean ?? 0, threshold));
  const over = ({ mean }: MeasurePoint): [number, number] | null =>
    threshold !== null && isKnown(mean) ? [threshold, Math.max(threshold, mean)] : null;
  const band = ({ least, greatest }: MeasurePoint): [number, number] | null =>
    isKnown(least) && isKnown(greatest) ? [least, greatest] : null;
  const textOf = (value: number | null) => formatMeasure(value, unit, locale);
  return (
    <div className="relative">
      <MeasureCaption {...props} />
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 640, height }}>
        <AreaChart data={[...points]} margin={chartMargin} accessibilityLayer={false} syncId="measures">
          <defs>
            <Hatch id={hatchId} color="var(--color-line-strong)" />
          </defs>
          <CartesianGrid {...gridStyle} />
          <XAxis
            {...axisStyle}
            dataKey="at"
            type="number"
            domain={[from, to]}
            ticks={timeTicks({ from, to, timeZone })}
            tickFormatter={(at: number) => formatTime(at, { locale, timeZone, style: tickStyle(from, to) })}
            tick={withTimes ? axisStyle.tick : false}
            height={withTimes ? 22 : 1}
            allowDataOverflow
          />
          <YAxis
            {...axisStyle}
            axisLine={false}
            width={AXIS_WIDTH}
            domain={[0, top]}
            ticks={unit === 'percent' ? [0, 50, 100] : [0, top]}
            tickFormatter={(value: number) => axisText(value, unit, locale)}
          />
          {gaps.map((gap) => (
            <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill={`url(#${hatchId})`} stroke="none" />
          ))}
          {moveTimes.map((at) => (
            <ReferenceLine key={at} x={at} stroke="var(--color-ink-3)" strokeDasharray="1 3" />
          ))}
          <Area
            {...still}
            dataKey="mean"
            stroke="none"
            fill="var(--color-fill)"
            fillOpacity={0.55}
            activeDot={false}
            tooltipType="none"
          />
          <Area
            {...still}
            dataKey={over}
            stroke="none"
            fill="var(--color-fill-crit)"
            fillOpacity={1}
            activeDot={false}
            tooltipType="none"
          />
          <Area
            {...still}
            dataKey={band}
            stroke="none"
            fill="var(--color-ink-3)"
            fillOpacity={0.35}
            activeDot={false}
            tooltipType="none"
          />
          <Area
            {...still}
            dataKey="mean"
            stroke="var(--color-ink-2)"
            strokeWidth={1.5}
            fill="none"
            activeDot={{ r: 3, stroke: 'var(--color-ground)' }}
          />
          {threshold === null ? null : (
            <ReferenceLine
              y={threshold}
              stroke={isOver ? 'var(--color-crit)' : 'var(--color-ink-3)'}
              strokeDasharray="4 3"
            />
          )}
          <Tooltip
            {...still}
            cursor={{ stroke: 'var(--color-ink-3)' }}
            content={({ active, payload, label }) => {
              const point: MeasurePoint | undefined = payload?.[0]?.payload;
              if (!active || !point || point.mean === null) return null;
              const range = { from: textOf(point.least), to: textOf(point.greatest) };
              return (
                <HoverBox
                  title={formatTime(Number(label), { locale, timeZone, style: 'dayClock' })}
                  rows={[
                    { key: 'mean', name, value: textOf(point.mean) },
                    { key: 'band', name: t('leastToGreatest'), value: t('range', range) },
                  ]}
                />
              );
            }}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}

/** The labels of an axis are short: only the top of a percentage has its unit, and 0 has none. */
function axisText(value: number, unit: MeasureUnit, locale: string): string {
  if (value === 0 || (unit === 'percent' && value !== 100)) return String(value);
  return unit === 'MiB/s' ? String(value) : formatMeasure(value, unit, locale);
}

const captionInk = { plain: 'text-ink', warn: 'text-warn', crit: 'text-crit', unknown: 'text-ink-3' };

/** The latest value, above the chart at the right; at the left the threshold, or what is shown. */
function MeasureCaption({ name, unit, points, threshold }: MeasureAreaProps) {
  const t = useTranslations('charts');
  const locale = useLocale();
  const last = points.at(-1)?.mean ?? null;
  const ink = threshold === null ? 'text-ink' : captionInk[toneOfLoad(last, threshold)];
  return (
    <p
      style={{ marginLeft: AXIS_WIDTH }}
      className="flex flex-wrap justify-between gap-x-4 text-ink-2 text-micro"
    >
      <span>{threshold === null ? name : t('thresholdOf', { name, percent: threshold })}</span>
      <b className={ink}>
        {threshold === null ? '' : `${name} `}
        {formatMeasure(last, unit, locale)}
      </b>
    </p>
  );
}
