import type { Buckets } from '../../series/buckets.ts';

/** A measure over time, with the indexes of `timesOf`; null is a gap. */
export interface EvenSeries {
  means: (number | null)[];
  least: (number | null)[];
  greatest: (number | null)[];
}

/**
 * The beginnings of buckets, in ms. The last one is left out while it is empty in every measure, because it has only just begun.
 */
export function timesOf({ startMs, stepMs, measures }: Buckets): number[] {
  const length = measures[0]?.counts.length ?? 0;
  const isBegun = measures.some(({ counts }) => (counts[length - 1] ?? 0) > 0);
  const shown = isBegun || length < 2 ? length : length - 1;
  return Array.from({ length: shown }, (_, i) => startMs + i * stepMs);
}

/** A measure of buckets, times `scale`; null if that is unknown. */
export function evenSeries(buckets: Buckets, measure: number, scale: number | null = 1): EvenSeries {
  const { length } = timesOf(buckets);
  const series = buckets.measures[measure];
  const valuesOf = (values: Float64Array | undefined): (number | null)[] =>
    Array.from({ length }, (_, i) => {
      const value = values?.[i] ?? Number.NaN;
      return scale === null || !Number.isFinite(value) ? null : value * scale;
    });
  return {
    means: valuesOf(series?.means),
    least: valuesOf(series?.least),
    greatest: valuesOf(series?.greatest),
  };
}
