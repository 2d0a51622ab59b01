'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { formatPercent } from '@/lib/format/number';
import { isKnown } from '@/lib/format/quantity';
import { formatTime } from '@/lib/format/time';
import { ChartFigure } from './chart-figure';
import { LegendEntry, MoveLane, MoveShape } from './chart-parts';
import { breakAtGaps } from './gaps';
import { LoadArea, type UtilisationPoint } from './load-area';
import { tickStyle } from './time-ticks';

export interface UtilisationMove {
  id: string;
  at: number;
  vm: string;
  direction: 'in' | 'out';
}

interface UtilisationChartProps {
  host: string;
  /** The time shown, epoch ms; the points may cover less. */
  from: number;
  to: number;
  /** Averages over `stepMs` each, oldest first; what is missing stays a gap. */
  points: readonly UtilisationPoint[];
  stepMs: number;
  cpuThresholdPercent: number;
  memoryThresholdPercent: number;
  moves: readonly UtilisationMove[];
}

/** A host's CPU and memory over time, with thresholds, gaps, and the migrations between. */
export function UtilisationChart(props: UtilisationChartProps) {
  const { host, from, to, stepMs, moves } = props;
  const t = useTranslations('charts');
  const tCommon = useTranslations('common');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const points = breakAtGaps(props.points, stepMs, (at) => ({ at, cpuPercent: null, memoryPercent: null }));
  const last = props.points.at(-1);
  const time = (at: number) =>
    formatTime(at, { locale, timeZone, style: tickStyle(from, to) === 'day' ? 'dayClock' : 'clock' });
  const shared = { points, from, to, stepMs, moveTimes: [...new Set(moves.map(({ at }) => at))] };
  return (
    <ChartFigure
      label={t('utilisation', {
        host,
        cpu: formatPercent(last?.cpuPercent, locale),
        memory: formatPercent(last?.memoryPercent, locale),
      })}
      table={{
        head: [t('time'), tCommon('cpu'), tCommon('memory')],
        rows: () =>
          props.points
            .filter((point) => isKnown(point.cpuPercent) || isKnown(point.memoryPercent))
            .map((point) => [
              time(point.at),
              formatPercent(point.cpuPercent, locale),
              formatPercent(point.memoryPercent, locale),
            ]),
      }}
      legend={
        moves.length > 0 ? (
          <>
            <LegendEntry swatch={<MoveShape shape="in" />}>{t('cameIn')}</LegendEntry>
            <LegendEntry swatch={<MoveShape shape="out" />}>{t('left')}</LegendEntry>
          </>
        ) : null
      }
    >
      <LoadArea
        {...shared}
        name={tCommon('cpu')}
        dataKey="cpuPercent"
        thresholdPercent={props.cpuThresholdPercent}
        height={130}
      />
      <MoveLane
        from={from}
        to={to}
        marks={moves.map((move) => ({
          key: move.id,
          at: move.at,
          shape: move.direction,
          title: t('moveMarker', { time: time(move.at), vm: move.vm, direction: move.direction }),
        }))}
      />
      <LoadArea
        {...shared}
        name={tCommon('memory')}
        dataKey="memoryPercent"
        thresholdPercent={props.memoryThresholdPercent}
        height={92}
        withTimes
      />
    </ChartFigure>
  );
}
