'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatNumber } from '@/lib/format/number';
import { spreadPacking, unpackSeries } from '@/lib/format/packed-series';
import { isKnown } from '@/lib/format/quantity';
import { formatTime } from '@/lib/format/time';
import { ChartFigure } from './chart-figure';
import {
  AXIS_WIDTH,
  axisStyle,
  chartMargin,
  gridStyle,
  HoverBox,
  type LaneMark,
  LegendEntry,
  MoveLane,
  MoveShape,
  still,
} from './chart-parts';
import { tickStyle, timeTicks } from './time-ticks';

export interface BalanceSeries {
  id: string;
  name: string;
  /** Evenly spaced from `startsAt` on, in ms, at the same times in all series, packed with `spreadPacking`; 0 is even. */
  startsAt: number;
  stepMs: number;
  packed: string;
}

interface BalanceChartProps {
  from: number;
  to: number;
  series: readonly BalanceSeries[];
  moves?: readonly { id: string; at: number; title: string }[];
}

const lineStyles = [
  { stroke: 'var(--color-ink-2)', dash: undefined },
  { stroke: 'var(--color-accent)', dash: '4 3' },
  { stroke: 'var(--color-edge)', dash: '1 2' },
  { stroke: 'var(--color-accent)', dash: '8 3 2 3' },
  { stroke: 'var(--color-ink-3)', dash: '6 2' },
];
const lineStyleOf = (i: number) =>
  lineStyles[i % lineStyles.length] ?? { stroke: 'currentColor', dash: undefined };

type Unpacked = Omit<BalanceSeries, 'packed'> & { values: (number | null)[] };
type BalanceRow = { at: number } & Record<string, number | null>;

/** One row a moment, with a column for each series. */
function toRows(series: readonly Unpacked[]): BalanceRow[] {
  const rows = new Map<number, BalanceRow>();
  for (const { id, startsAt, stepMs, values } of series) {
    for (const [i, value] of values.entries()) {
      const at = startsAt + i * stepMs;
      const row: BalanceRow = rows.get(at) ?? { at };
      row[id] = value;
      rows.set(at, row);
    }
  }
  return [...rows.values()].sort((a, b) => a.at - b.at);
}

/** How evenly the hosts of each cluster are loaded over the day, with the moves that were made. */
export function BalanceChart({ from, to, series: packed, moves = [] }: BalanceChartProps) {
  const series = packed.map((each) => ({ ...each, values: unpackSeries(each.packed, spreadPacking) }));
  const t = useTranslations('charts');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const rows = toRows(series);
  const figure = (value: number | null | undefined) => formatNumber(value, locale, 2);
  const clock = (at: number) => formatTime(at, { locale, timeZone, style: tickStyle(from, to) });
  const highest = Math.max(0.1, ...rows.flatMap((row) => series.map(({ id }) => row[id] ?? 0)));
  const top = Math.ceil(highest * 10) / 10;
  const marks: LaneMark[] = moves.map((move) => ({
    key: move.id,
    at: move.at,
    shape: 'mark',
    title: move.title,
  }));
  return (
    <ChartFigure
      label={t('balance', { clusters: series.map(({ name }) => name).join(', ') })}
      table={{
        head: [t('time'), ...series.map(({ name }) => name)],
        rows: () => rows.map((row) => [clock(row.at), ...series.map(({ id }) => figure(row[id]))]),
      }}
      legend={
        <>
          {series.map(({ id, name, values }, i) => (
            <LegendEntry key={id} swatch={<LineSwatch {...lineStyleOf(i)} />}>
              {name} <b>{figure(values.findLast(isKnown))}</b>
            </LegendEntry>
          ))}
          {moves.length > 0 ? (
            <LegendEntry swatch={<MoveShape shape="mark" />}>{t('movesMade')}</LegendEntry>
          ) : null}
        </>
      }
    >
      <ResponsiveContainer width="100%" height={172} initialDimension={{ width: 480, height: 172 }}>
        <LineChart data={rows} margin={chartMargin} accessibilityLayer={false}>
          <CartesianGrid {...gridStyle} />
          <XAxis
            {...axisStyle}
            dataKey="at"
            type="number"
            domain={[from, to]}
            ticks={timeTicks({ from, to, timeZone, most: 5 })}
            tickFormatter={clock}
            height={22}
            allowDataOverflow
          />
          <YAxis
            {...axisStyle}
            axisLine={false}
            width={AXIS_WIDTH}
            domain={[0, top]}
            ticks={[0, top / 2, top]}
            tickFormatter={(value: number) => (value === 0 ? '0' : figure(value))}
          />
          {moves.map((move) => (
            <ReferenceLine
              key={move.id}
              x={move.at}
              stroke="var(--color-line-strong)"
              strokeDasharray="1 3"
            />
          ))}
          {series.map(({ id }, i) => (
            <Line
              {...still}
              key={id}
              dataKey={id}
              stroke={lineStyleOf(i).stroke}
              strokeDasharray={lineStyleOf(i).dash}
              strokeWidth={1.5}
              dot={false}
              activeDot={{ r: 3 }}
            />
          ))}
          <Tooltip
            {...still}
            cursor={{ stroke: 'var(--color-ink-3)' }}
            content={({ active, payload, label }) => {
              const row: BalanceRow | undefined = payload?.[0]?.payload;
              if (!active || !row) return null;
              return (
                <HoverBox
                  title={formatTime(Number(label), { locale, timeZone, style: 'dayClock' })}
                  rows={series.map(({ id, name }) => ({ key: id, name, value: figure(row[id]) }))}
                />
              );
            }}
          />
        </LineChart>
      </ResponsiveContainer>
      {marks.length > 0 ? <MoveLane marks={marks} from={from} to={to} className="-mt-9 mb-5.5" /> : null}
    </ChartFigure>
  );
}

const LineSwatch = ({ stroke, dash }: { stroke: string; dash: string | undefined }) => (
  <svg width="18" height="8" aria-hidden="true">
    <path d="M0 4h18" stroke={stroke} strokeWidth="1.5" strokeDasharray={dash} />
  </svg>
);
