import { z } from 'zod';
import type { ClusterTime } from '../../model/cluster-clock.ts';
import type { SeriesWindow } from '../../services/series/read-series.ts';

/** How far back a chart looks. */
export const SeriesRange = z.enum(['1h', '24h', '7d', '30d', '1y', '2y']);
export type SeriesRange = z.infer<typeof SeriesRange>;

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

const lengths: Record<SeriesRange, number> = {
  '1h': HOUR_SECONDS,
  '24h': DAY_SECONDS,
  '7d': 7 * DAY_SECONDS,
  '30d': 30 * DAY_SECONDS,
  '1y': 365 * DAY_SECONDS,
  '2y': 730 * DAY_SECONDS,
};

/** The lengths of buckets, in seconds. Each is a multiple of the tier from which it is read. */
const steps = [15, 30, 60, 120, 300, 600, 900, 1800]
  .concat([1, 2, 3, 6, 12].map((hours) => hours * HOUR_SECONDS))
  .concat([1, 2, 4, 8].map((days) => days * DAY_SECONDS));
const LONGEST_STEP = 8 * DAY_SECONDS;

/** As many points as the chart of a page shows, and as a line in a table. */
export const CHART_POINTS = 400;
export const LINE_POINTS = 60;

/** A part of time that somebody chose in a chart. */
export interface SeriesSpan {
  from: Date;
  to: Date;
}

/** The shortest part that can be chosen: a few samples. */
const MIN_SPAN_MS = 60_000;

/**
 * The window of a range that ends at the cluster's present, with at most `points` buckets; none is shorter than the sample
 * interval.
 */
export function windowOf(range: SeriesRange, clock: ClusterTime, points: number): SeriesWindow {
  const from = new Date(clock.now.getTime() - lengths[range] * 1000);
  return windowOfSpan({ from, to: clock.now }, clock, points);
}

/** The same of a chosen span, which is made as long as `MIN_SPAN_MS` and ends at the cluster's present at the latest. */
export function windowOfSpan(span: SeriesSpan, clock: ClusterTime, points: number): SeriesWindow {
  const to = new Date(Math.min(span.to.getTime(), clock.now.getTime()));
  const from = new Date(Math.min(span.from.getTime(), to.getTime() - MIN_SPAN_MS));
  const seconds = (to.getTime() - from.getTime()) / 1000;
  const fits = (step: number): boolean => step >= clock.intervalSeconds && seconds / step <= points;
  const bucketSeconds = steps.find(fits) ?? Math.max(LONGEST_STEP, clock.intervalSeconds);
  return { from, to, bucketSeconds };
}
