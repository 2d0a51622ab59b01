'use client';

import { useLocale, useTranslations } from 'next-intl';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatMebibytes, formatRate } from '@/lib/format/bytes';
import { formatDuration } from '@/lib/format/duration';
import { formatShort } from '@/lib/format/number';
import { ChartFigure } from './chart-figure';
import { AXIS_WIDTH, axisStyle, chartMargin, gridStyle, HoverBox, LegendEntry, still } from './chart-parts';

/** Null: the hypervisor did not say. The curve has a gap there, and the table a "-". */
export interface CopyPoint {
  elapsedMs: number; // as the hypervisor counts
  remainingMiB: number | null;
  dirtyMiBps: number | null;
  bandwidthMiBps: number | null;
  round: number | null;
}

interface CopyChartProps {
  vm: string;
  points: readonly CopyPoint[];
  pauseMs: number | null; // at the end; null: not over, or not said
  tookMs: number | null;
}

/** A pause shorter than this share of the whole is drawn this wide, so that it can be seen. */
const MIN_PAUSE_SHARE = 0.006;

/** A longer pause, as of a quick migration, is drawn as a tint with the curves under it. */
const WIDE_PAUSE_SHARE = 0.05;

interface MemoryUnit {
  name: string;
  mebibytes: number;
}

/** The axis has space for three digits. */
function unitFor(points: readonly CopyPoint[]): MemoryUnit {
  const most = Math.max(0, ...points.map((point) => point.remainingMiB ?? 0));
  return most < 1000 ? { name: 'MiB', mebibytes: 1 } : { name: 'GiB', mebibytes: 1024 };
}

/** The progress of copying a VM's memory: what remains, what is written meanwhile, and the pause at the end. */
export function CopyChart({ vm, points, pauseMs, tookMs }: CopyChartProps) {
  const t = useTranslations('charts.copy');
  const locale = useLocale();
  const last = points.at(-1);
  const end = Math.max(tookMs ?? 0, last?.elapsedMs ?? 0, 1);
  const pause =
    pauseMs === null || tookMs === null
      ? null
      : { from: Math.max(0, end - Math.max(pauseMs, end * MIN_PAUSE_SHARE)), to: end };
  const time = (ms: number) => formatDuration(ms, locale);
  const unit = unitFor(points);
  const shared = { points, end, pause, unit };
  return (
    <ChartFigure
      label={t('label', {
        vm,
        remaining: formatMebibytes(last?.remainingMiB, locale),
        elapsed: time(last?.elapsedMs ?? 0),
      })}
      table={{
        head: [t('elapsed'), t('round'), t('remaining'), t('written'), t('sent')],
        rows: () =>
          points.map((point) => [
            time(point.elapsedMs),
            point.round === null ? '-' : String(point.round),
            formatMebibytes(point.remainingMiB, locale),
            formatRate(point.dirtyMiBps, locale),
            formatRate(point.bandwidthMiBps, locale),
          ]),
      }}
      legend={
        <>
          <LegendEntry swatch={<i aria-hidden="true" className="h-0.5 w-4 bg-warn" />}>
            {t('written')}
          </LegendEntry>
          <LegendEntry swatch={<i aria-hidden="true" className="h-0.5 w-4 bg-accent" />}>
            {t('sent')}
          </LegendEntry>
          {pause ? (
            <LegendEntry swatch={<i aria-hidden="true" className="h-2.5 w-1.5 bg-crit" />}>
              {t('pause', { duration: formatDuration(pauseMs, locale) })}
            </LegendEntry>
          ) : null}
        </>
      }
    >
      <p style={{ marginLeft: AXIS_WIDTH }} className="text-ink-2 text-micro">
        {t('remaining')}, {unit.name}
      </p>
      <Plot {...shared} height={104} series="remaining" />
      <p style={{ marginLeft: AXIS_WIDTH }} className="mt-1 text-ink-2 text-micro">
        {t('rates')}, MiB/s
      </p>
      <Plot {...shared} height={92} series="rates" withTimes />
    </ChartFigure>
  );
}

interface PlotProps {
  points: readonly CopyPoint[];
  end: number;
  pause: { from: number; to: number } | null;
  unit: MemoryUnit; // of what remains
  series: 'remaining' | 'rates';
  height: number;
  withTimes?: boolean;
}

function Plot({ points, end, pause, unit, series, height, withTimes = false }: PlotProps) {
  const locale = useLocale();
  const line = { ...still, type: 'linear', dot: points.length < 2, strokeWidth: 1.5 } as const;
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 320, height }}>
      <ComposedChart data={[...points]} margin={chartMargin} accessibilityLayer={false} syncId="copy">
        <CartesianGrid {...gridStyle} />
        <XAxis
          {...axisStyle}
          dataKey="elapsedMs"
          type="number"
          domain={[0, end]}
          tickCount={4}
          tickFormatter={(ms: number) => (ms === 0 ? '0' : formatDuration(ms, locale))}
          tick={withTimes ? axisStyle.tick : false}
          height={withTimes ? 22 : 1}
        />
        <YAxis
          {...axisStyle}
          axisLine={false}
          width={AXIS_WIDTH}
          domain={[0, 'auto']}
          tickCount={3}
          tickFormatter={(value: number) => formatShort(value, locale)}
        />
        {pause ? (
          <ReferenceArea
            x1={pause.from}
            x2={pause.to}
            fill="var(--color-crit)"
            fillOpacity={pause.to - pause.from > WIDE_PAUSE_SHARE * end ? 0.15 : 0.85}
            stroke="none"
          />
        ) : null}
        {series === 'remaining' ? (
          <Area
            {...line}
            dataKey={({ remainingMiB }: CopyPoint) =>
              remainingMiB === null ? null : remainingMiB / unit.mebibytes
            }
            stroke="var(--color-ink-2)"
            fill="var(--color-fill)"
            fillOpacity={0.75}
          />
        ) : (
          <>
            <Line {...line} dataKey="bandwidthMiBps" stroke="var(--color-accent)" />
            <Line {...line} dataKey="dirtyMiBps" stroke="var(--color-warn)" strokeDasharray="4 2" />
          </>
        )}
        <Tooltip
          {...still}
          cursor={{ stroke: 'var(--color-ink-3)' }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as CopyPoint | undefined;
            return active && point ? <PointBox point={point} series={series} /> : null;
          }}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function PointBox({ point, series }: { point: CopyPoint; series: PlotProps['series'] }) {
  const t = useTranslations('charts.copy');
  const locale = useLocale();
  const rows =
    series === 'remaining'
      ? [{ key: 'rest', name: t('remaining'), value: formatMebibytes(point.remainingMiB, locale) }]
      : [
          { key: 'dirty', name: t('written'), value: formatRate(point.dirtyMiBps, locale) },
          { key: 'sent', name: t('sent'), value: formatRate(point.bandwidthMiBps, locale) },
        ];
  return (
    <HoverBox
      title={
        point.round === null
          ? formatDuration(point.elapsedMs, locale)
          : t('at', { elapsed: formatDuration(point.elapsedMs, locale), round: point.round })
      }
      rows={rows}
    />
  );
}
