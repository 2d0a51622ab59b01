'use client';

import { useLocale, useTimeZone, useTranslations } from 'next-intl';
import { isKnown } from '@/lib/format/quantity';
import { formatTime } from '@/lib/format/time';
import { ChartFigure } from './chart-figure';
import { LegendEntry, MoveLane, MoveShape } from './chart-parts';
import { breakAtGaps } from './gaps';
import { MeasureArea, type MeasurePoint } from './measure-area';
import { formatMeasure, type MeasureUnit } from './measure-values';
import { tickStyle } from './time-ticks';
import { ZoomArea } from './zoom-area';

export interface MeasureMove {
  id: string;
  at: number;
  vm: string;
  direction: 'in' | 'out';
}

/** One measure; the lists have the indexes of the chart's times, null is a gap. */
export interface MeasureLine {
  name: string;
  unit: MeasureUnit;
  means: readonly (number | null)[];
  least: readonly (number | null)[];
  greatest: readonly (number | null)[];
  threshold?: number;
}

interface MeasureChartProps {
  /** The host or VM. */
  object: string;
  /** The time shown, epoch ms; the points may cover less. */
  from: number;
  to: number;
  stepMs: number;
  at: readonly number[];
  lines: readonly MeasureLine[];
  moves?: readonly MeasureMove[];
  /** The address that shows a part of the time: `zoom-area.tsx` puts its ends in. */
  zoomHref: string;
}

const HEIGHT = 130;
const NEXT_HEIGHT = 92;
const AXIS_HEIGHT = 22;

/** Measures of one object under each other on one time scale, with thresholds, gaps, and the migrations between. */
export function MeasureChart(props: MeasureChartProps) {
  const { object, from, to, stepMs, at, lines, moves = [], zoomHref } = props;
  const t = useTranslations('charts');
  const locale = useLocale();
  const timeZone = useTimeZone() ?? 'UTC';
  const style = tickStyle(from, to) === 'clock' ? 'clock' : 'dayClock';
  const time = (moment: number) => formatTime(moment, { locale, timeZone, style });
  const moveTimes = [...new Set(moves.map((move) => move.at))];
  const latest = lines.map(({ name, unit, means }) =>
    t('figure', { name, value: formatMeasure(means.at(-1), unit, locale) }),
  );
  return (
    <ChartFigure
      label={t('utilisation', { object, figures: latest.join(', ') })}
      table={{
        head: [
          t('time'),
          ...lines.flatMap(({ name }) => [name, t('leastOf', { name }), t('greatestOf', { name })]),
        ],
        rows: () => rowsOf(at, lines, time, locale),
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
      <ZoomArea from={from} to={to} href={zoomHref}>
        {lines.map((line, i) => (
          <div key={line.name}>
            <MeasureArea
              name={line.name}
              unit={line.unit}
              points={breakAtGaps(pointsOf(at, line), stepMs, emptyPoint)}
              from={from}
              to={to}
              stepMs={stepMs}
              threshold={line.threshold ?? null}
              moveTimes={moveTimes}
              height={
                (i === 0 ? HEIGHT : NEXT_HEIGHT - AXIS_HEIGHT) + (i === lines.length - 1 ? AXIS_HEIGHT : 0)
              }
              withTimes={i === lines.length - 1}
            />
            {i === 0 && moves.length > 0 ? (
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
            ) : null}
          </div>
        ))}
      </ZoomArea>
    </ChartFigure>
  );
}

const emptyPoint = (at: number): MeasurePoint => ({ at, mean: null, least: null, greatest: null });

const pointsOf = (at: readonly number[], { means, least, greatest }: MeasureLine): MeasurePoint[] =>
  at.map((moment, i) => ({
    at: moment,
    mean: means[i] ?? null,
    least: least[i] ?? null,
    greatest: greatest[i] ?? null,
  }));

/** The rows of the table: moments at which anything is known. */
function rowsOf(
  at: readonly number[],
  lines: readonly MeasureLine[],
  time: (at: number) => string,
  locale: string,
): string[][] {
  return at.flatMap((moment, i) => {
    if (!lines.some(({ means }) => isKnown(means[i]))) return [];
    const cells = lines.flatMap(({ unit, means, least, greatest }) =>
      [means[i], least[i], greatest[i]].map((value) => formatMeasure(value, unit, locale)),
    );
    return [[time(moment), ...cells]];
  });
}
