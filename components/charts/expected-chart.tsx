'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatPercent } from '@/lib/format/number';
import { formatTime } from '@/lib/format/time';
import { ChartFigure } from './chart-figure';
import { AXIS_WIDTH, axisStyle, chartMargin, gridStyle, HoverBox, LegendEntry, still } from './chart-parts';
import { timeTicks } from './time-ticks';

interface ExpectedChartProps {
  host: string;
  /** Evenly spaced from `from` on, epoch ms. */
  from: number;
  stepMs: number;
  percents: readonly number[];
  errorPoints: number; // of such forecasts, on average
  threshold: number;
}

interface Point {
  at: number;
  percent: number;
  band: [number, number];
}

const HEIGHT = 130;

/** The load that is expected of a host, with the band of the mean error around it, and its threshold. */
export function ExpectedChart({ host, from, stepMs, percents, errorPoints, threshold }: ExpectedChartProps) {
  const t = useTranslations('charts');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const points = percents.map(
    (percent, i): Point => ({
      at: from + i * stepMs,
      percent,
      band: [Math.max(0, percent - errorPoints), percent + errorPoints],
    }),
  );
  const to = from + percents.length * stepMs;
  const most = Math.max(100, ...points.map(({ band }) => band[1]));
  const percent = (value: number) => formatPercent(value, locale);
  const clock = (at: number) => formatTime(at, { locale, timeZone, style: 'dayClock' });
  const peak = points.reduce((highest, point) => (point.percent > highest.percent ? point : highest), {
    at: from,
    percent: 0,
  });
  return (
    <ChartFigure
      label={t('expected', { host, peak: percent(peak.percent), at: clock(peak.at) })}
      table={{
        head: [t('time'), t('expectedLoad'), t('expectedLeast'), t('expectedMost')],
        rows: () =>
          points.map((point) => [clock(point.at), percent(point.percent), ...point.band.map(percent)]),
      }}
      legend={
        <>
          <LegendEntry swatch={<i aria-hidden="true" className="h-0.5 w-4 bg-ink-2" />}>
            {t('expectedLoad')}
          </LegendEntry>
          <LegendEntry swatch={<i aria-hidden="true" className="h-2.5 w-4 bg-ink-3/35" />}>
            {t('expectedBand')}
          </LegendEntry>
        </>
      }
    >
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 640, height: HEIGHT }}>
        <ComposedChart data={points} margin={chartMargin} accessibilityLayer={false}>
          <CartesianGrid {...gridStyle} />
          <XAxis
            {...axisStyle}
            dataKey="at"
            type="number"
            domain={[from, to]}
            ticks={timeTicks({ from, to, timeZone })}
            tickFormatter={(at: number) => formatTime(at, { locale, timeZone, style: 'clock' })}
            height={22}
            allowDataOverflow
          />
          <YAxis
            {...axisStyle}
            axisLine={false}
            width={AXIS_WIDTH}
            domain={[0, most]}
            ticks={[0, 50, 100]}
            tickFormatter={(value: number) => (value === 100 ? percent(value) : String(value))}
          />
          <Area
            {...still}
            dataKey="band"
            stroke="none"
            fill="var(--color-ink-3)"
            fillOpacity={0.35}
            activeDot={false}
          />
          <Line
            {...still}
            dataKey="percent"
            stroke="var(--color-ink-2)"
            strokeWidth={1.5}
            strokeDasharray="5 3"
            dot={false}
            activeDot={{ r: 3 }}
          />
          <ReferenceLine
            y={threshold}
            stroke={peak.percent > threshold ? 'var(--color-crit)' : 'var(--color-ink-3)'}
            strokeDasharray="4 3"
          />
          <Tooltip
            {...still}
            cursor={{ stroke: 'var(--color-ink-3)' }}
            content={({ active, payload }) => {
              const point: Point | undefined = payload?.[0]?.payload;
              if (!active || !point) return null;
              return (
                <HoverBox
                  title={clock(point.at)}
                  rows={[
                    { key: 'percent', name: t('expectedLoad'), value: percent(point.percent) },
                    {
                      key: 'band',
                      name: t('expectedBand'),
                      value: t('range', { from: percent(point.band[0]), to: percent(point.band[1]) }),
                    },
                  ]}
                />
              );
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFigure>
  );
}
