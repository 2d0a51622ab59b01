import { decodeIntegers, encodeIntegers } from './integer-code.ts';
import { joinSeries, splitSeries } from './pack-file.ts';
import type { SampleSeries } from './sample-series.ts';
import { fromSteps, toSteps } from './steps.ts';

/**
 * Packs the samples of one object. `resolutions`: the step of each series, in its order. Values are rounded to it, times are kept
 * to the millisecond. `startMs`: the beginning of the period, from which times are counted.
 */
export function packSamples(
  { at, values }: SampleSeries,
  { startMs, resolutions }: { startMs: number; resolutions: readonly number[] },
): Uint8Array {
  const intervals = at.map((time, i) => time - (i === 0 ? startMs : (at[i - 1] ?? 0)));
  const series = resolutions.map((resolution, i) =>
    encodeIntegers(toSteps(values[i], at.length, resolution)),
  );
  return joinSeries(at.length, [encodeIntegers(intervals), ...series]);
}

/**
 * The samples of a pack. `wanted`: the indexes of the series to read, all if it is left out; the others are empty. A pack
 * that is older than a series does not know it: its values are NaN.
 */
export function unpackSamples(
  pack: Uint8Array,
  {
    startMs,
    resolutions,
    wanted,
  }: { startMs: number; resolutions: readonly number[]; wanted?: readonly number[] },
): SampleSeries {
  const { count, series } = splitSeries(pack);
  const [intervals = new Uint8Array(), ...coded] = series;
  const at = decodeIntegers(intervals, count);
  let time = startMs;
  for (let i = 0; i < count; i++) {
    time += at[i] ?? 0;
    at[i] = time;
  }
  return {
    at,
    values: resolutions.map((resolution, i) =>
      wanted && !wanted.includes(i)
        ? new Float64Array()
        : fromSteps(decodeIntegers(coded[i] ?? new Uint8Array(), count), resolution),
    ),
  };
}
