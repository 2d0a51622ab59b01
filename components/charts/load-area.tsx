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
import { formatPercent } from '@/lib/format/number';
import { isKnown } from '@/lib/format/quantity';
import { formatTime } from '@/lib/format/time';
import { AXIS_WIDTH, axisStyle, chartMargin, gridStyle, Hatch, HoverBox, still } from './chart-parts';
import { findGaps } from './gaps';
import { tickStyle, timeTicks } from './time-ticks';

export interface UtilisationPoint {
  at: number; // epoch ms
  cpuPercent: number | null;
  memoryPercent: number | null;
}

interface LoadAreaProps {
  name: string;
  points: readonly UtilisationPoint[];
  dataKey: 'cpuPercent' | 'memoryPercent';
  from: number;
  to: number;
  stepMs: number;
  thresholdPercent: number;
  moveTimes: readonly number[];
  height: number;
  withTimes?: boolean;
}

/** One load over time: what is over the threshold is filled in its own colour. */
export function LoadArea(props: LoadAreaProps) {
  const { name, points, dataKey, from, to, stepMs, thresholdPercent, moveTimes, height, withTimes } = props;
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const hatchId = useId();
  const gaps = findGaps(points, { from, to, stepMs, isKnown: (point) => isKnown(point[dataKey]) });
  const highest = Math.max(100, ...points.map((point) => point[dataKey] ?? 0));
  const isOver = points.some((point) => isOverThreshold(point[dataKey] ?? 0, thresholdPercent));
  const over = (point: UtilisationPoint): [number, number] | null => {
    const percent = point[dataKey];
    return isKnown(percent) ? [thresholdPercent, Math.max(thresholdPercent, percent)] : null;
  };
  return (
    <div className="relative">
      <LoadCaption {...props} />
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 640, height }}>
        <AreaChart data={[...points]} margin={chartMargin} accessibilityLayer={false} syncId="utilisation">
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
            domain={[0, highest]}
            ticks={[0, 50, 100]}
            tickFormatter={(percent: number) =>
              percent === 100 ? formatPercent(percent, locale) : String(percent)
            }
          />
          {gaps.map((gap) => (
            <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill={`url(#${hatchId})`} stroke="none" />
          ))}
          {moveTimes.map((at) => (
            <ReferenceLine key={at} x={at} stroke="var(--color-ink-3)" strokeDasharray="1 3" />
          ))}
          <Area
            {...still}
            dataKey={dataKey}
            stroke="var(--color-ink-2)"
            strokeWidth={1.5}
            fill="var(--color-fill)"
            fillOpacity={0.75}
            activeDot={{ r: 3, stroke: 'var(--color-ground)' }}
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
          <ReferenceLine
            y={thresholdPercent}
            stroke={isOver ? 'var(--color-crit)' : 'var(--color-ink-3)'}
            strokeDasharray="4 3"
          />
          <Tooltip
            {...still}
            cursor={{ stroke: 'var(--color-ink-3)' }}
            content={({ active, payload, label }) => {
              const value = payload?.find((entry) => entry.dataKey === dataKey)?.value;
              if (!active || typeof value !== 'number') return null;
              return (
                <HoverBox
                  title={formatTime(Number(label), { locale, timeZone, style: 'dayClock' })}
                  rows={[{ key: dataKey, name, value: formatPercent(value, locale, 1) }]}
                />
              );
            }}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}

const captionInk = { plain: 'text-ink', warn: 'text-warn', crit: 'text-crit', unknown: 'text-ink-3' };

/** The current load, above the chart at the right; the value of the threshold on its line. */
function LoadCaption({ name, points, dataKey, thresholdPercent }: LoadAreaProps) {
  const t = useTranslations('charts');
  const locale = useLocale();
  const percent = points.at(-1)?.[dataKey] ?? null;
  return (
    <p
      style={{ marginLeft: AXIS_WIDTH }}
      className="flex flex-wrap justify-between gap-x-4 text-ink-2 text-micro"
    >
      <span>{t('thresholdOf', { name, percent: thresholdPercent })}</span>
      <b className={captionInk[toneOfLoad(percent, thresholdPercent)]}>
        {name} {formatPercent(percent, locale)}
      </b>
    </p>
  );
}
