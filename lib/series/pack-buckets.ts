import type { BucketSeries, Buckets } from './buckets.ts';
import { decodeIntegers, encodeIntegers } from './integer-code.ts';
import { joinSeries, splitSeries } from './pack-file.ts';
import { fromSteps, toSteps } from './steps.ts';

/** Series of each measure in a pack: counts, means, and how far least and greatest are from the mean. */
const SERIES_EACH = 4;

/** Packs buckets of one object. Values are rounded to the step of their measure. A measure without samples needs no bytes. */
export function packBuckets({ measures }: Buckets, resolutions: readonly number[]): Uint8Array {
  const length = measures[0]?.counts.length ?? 0;
  const series = resolutions.flatMap((resolution, i) => codeMeasure(measures[i], length, resolution));
  return joinSeries(length, series);
}

function codeMeasure(measure: BucketSeries | undefined, length: number, resolution: number): Uint8Array[] {
  if (!measure?.counts.some((count) => count > 0)) return nothing;
  const means = toSteps(measure.means, length, resolution);
  const below = toSteps(measure.least, length, resolution);
  const above = toSteps(measure.greatest, length, resolution);
  for (let i = 0; i < length; i++) {
    const mean = means[i] ?? Number.NaN;
    below[i] = mean - (below[i] ?? mean);
    above[i] = (above[i] ?? mean) - mean;
  }
  return [measure.counts, means, below, above].map(encodeIntegers);
}

const nothing = new Array<Uint8Array>(SERIES_EACH).fill(new Uint8Array());

/** How many measures a pack of buckets has. */
export const countMeasures = (pack: Uint8Array): number => splitSeries(pack).series.length / SERIES_EACH;

/**
 * The buckets of a pack. `wanted`: the indexes of the measures to read, all if it is left out; the others have no buckets. Measures
 * that the pack does not know yet have no samples.
 */
export function unpackBuckets(
  pack: Uint8Array,
  {
    startMs,
    stepMs,
    resolutions,
    wanted,
  }: { startMs: number; stepMs: number; resolutions: readonly number[]; wanted?: readonly number[] },
): Buckets {
  const { count, series } = splitSeries(pack);
  const measures = resolutions.map((resolution, i) => {
    if (wanted && !wanted.includes(i)) return readMeasure([], 0, resolution);
    return readMeasure(series.slice(i * SERIES_EACH, (i + 1) * SERIES_EACH), count, resolution);
  });
  return { startMs, stepMs, measures };
}

function readMeasure(coded: Uint8Array[], length: number, resolution: number): BucketSeries {
  const read = (i: number): Float64Array => decodeIntegers(coded[i] ?? new Uint8Array(), length);
  const [counts, means, least, greatest] = [read(0), read(1), read(2), read(3)];
  for (let i = 0; i < length; i++) {
    const mean = means[i] ?? Number.NaN;
    if (Number.isNaN(counts[i])) counts[i] = 0;
    least[i] = mean - (least[i] ?? 0);
    greatest[i] = mean + (greatest[i] ?? 0);
  }
  return {
    counts,
    means: fromSteps(means, resolution),
    least: fromSteps(least, resolution),
    greatest: fromSteps(greatest, resolution),
  };
}
