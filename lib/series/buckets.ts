import type { SampleSeries } from './sample-series.ts';

/** A measure in even buckets: how many samples each has, and their mean, least and greatest value (NaN without samples). */
export interface BucketSeries {
  counts: Float64Array;
  means: Float64Array;
  least: Float64Array;
  greatest: Float64Array;
}

/** Several measures of one object in the same buckets. `startMs` is the beginning of the first bucket. */
export interface Buckets {
  startMs: number;
  stepMs: number;
  measures: BucketSeries[];
}

export const emptyBuckets = (
  startMs: number,
  stepMs: number,
  { length, measures }: { length: number; measures: number },
): Buckets => ({ startMs, stepMs, measures: Array.from({ length: measures }, () => emptySeries(length)) });

const emptySeries = (length: number): BucketSeries => ({
  counts: new Float64Array(length),
  means: new Float64Array(length).fill(Number.NaN),
  least: new Float64Array(length).fill(Number.NaN),
  greatest: new Float64Array(length).fill(Number.NaN),
});

/** Adds the samples to the buckets in which they lie. Samples outside are left out. */
export function addSamples({ startMs, stepMs, measures }: Buckets, { at, values }: SampleSeries): void {
  const places = new Int32Array(at.length);
  for (let i = 0; i < at.length; i++) places[i] = Math.floor(((at[i] ?? 0) - startMs) / stepMs);
  for (const [m, series] of measures.entries()) {
    const each = values[m] ?? new Float64Array();
    for (let i = 0; i < each.length; i++) {
      const value = each[i] ?? Number.NaN;
      if (Number.isFinite(value)) addValue(series, places[i] ?? -1, value);
    }
  }
}

/** The same as `addTo` with one sample. */
function addValue({ counts, means, least, greatest }: BucketSeries, index: number, value: number): void {
  const before = counts[index];
  if (before === undefined) return;
  counts[index] = before + 1;
  const mean = before === 0 ? 0 : (means[index] ?? 0);
  means[index] = mean + (value - mean) / (before + 1);
  if (before === 0 || value < (least[index] ?? value)) least[index] = value;
  if (before === 0 || value > (greatest[index] ?? value)) greatest[index] = value;
}

/** Adds finer buckets to coarser ones. Buckets outside are left out. */
export function addBuckets(into: Buckets, from: Buckets): void {
  for (const [m, series] of into.measures.entries()) {
    const each = from.measures[m];
    if (!each) continue;
    for (let i = 0; i < each.counts.length; i++) {
      const part = partOf(each, i);
      const index = Math.floor((from.startMs + i * from.stepMs - into.startMs) / into.stepMs);
      if (part) addTo(series, index, part);
    }
  }
}

/**
 * Takes over every bucket of `other` (same step) that has at least as many samples. A period that is written again with all
 * its samples so replaces itself, and is not counted twice.
 */
export function takeFuller(into: Buckets, other: Buckets): void {
  const shift = Math.round((other.startMs - into.startMs) / into.stepMs);
  for (const [m, series] of into.measures.entries()) {
    const each = other.measures[m];
    for (let i = 0; i < (each?.counts.length ?? 0); i++) {
      const part = partOf(each, i);
      const index = i + shift;
      if (!part || part.count < (series.counts[index] ?? Number.POSITIVE_INFINITY)) continue;
      series.counts[index] = part.count;
      series.means[index] = part.mean;
      series.least[index] = part.least;
      series.greatest[index] = part.greatest;
    }
  }
}

/**
 * Fills only the buckets that have no samples yet, from buckets of the same or a larger step, which are held over it. Only
 * those that end by `toMs` are used.
 */
export function fillBuckets(into: Buckets, from: Buckets, toMs: number): void {
  for (const [m, series] of into.measures.entries()) {
    for (let i = 0; i < series.counts.length; i++) {
      if (series.counts[i]) continue;
      const at = into.startMs + i * into.stepMs;
      const index = Math.floor((at - from.startMs) / from.stepMs);
      const part = partOf(from.measures[m], index);
      if (part && from.startMs + (index + 1) * from.stepMs <= toMs) addTo(series, i, part);
    }
  }
}

/** The beginning of the first bucket in which any measure has samples, in ms. */
export function firstKnown({ startMs, stepMs, measures }: Buckets): number | null {
  const known = measures.map(({ counts }) => counts.findIndex((count) => count > 0)).filter((i) => i >= 0);
  return known.length === 0 ? null : startMs + Math.min(...known) * stepMs;
}

interface Part {
  count: number;
  mean: number;
  least: number;
  greatest: number;
}

/** One bucket of a measure; undefined if it has no samples. */
export function partOf(series: BucketSeries | undefined, index: number): Part | undefined {
  const count = series?.counts[index];
  if (!series || !count) return undefined;
  const { means, least, greatest } = series;
  return {
    count,
    mean: means[index] ?? Number.NaN,
    least: least[index] ?? Number.NaN,
    greatest: greatest[index] ?? Number.NaN,
  };
}

/** Adds samples to one bucket of a measure. An index outside is ignored. */
export function addTo(series: BucketSeries, index: number, part: Part): void {
  const before = series.counts[index];
  if (before === undefined) return;
  const count = before + part.count;
  series.counts[index] = count;
  if (before === 0) {
    series.means[index] = part.mean;
    series.least[index] = part.least;
    series.greatest[index] = part.greatest;
    return;
  }
  const mean = series.means[index] ?? part.mean;
  series.means[index] = mean + ((part.mean - mean) * part.count) / count;
  series.least[index] = Math.min(series.least[index] ?? part.least, part.least);
  series.greatest[index] = Math.max(series.greatest[index] ?? part.greatest, part.greatest);
}
