import { describe, expect, it } from 'vitest';
import { partOf } from './buckets.ts';
import { foldDay, foldPackedDays, foldSamples, HOUR_MS, unpackDay, unpackTenDays } from './fold-hour.ts';
import { unpackSamples } from './pack-samples.ts';

const startMs = 20_780 * 24 * HOUR_MS; // a multiple of ten days
const resolutions = [0.01];
const series = (...rows: [second: number, value: number][]) => ({
  at: Float64Array.from(rows, ([second]) => startMs + second * 1000),
  values: [Float64Array.from(rows, ([, value]) => value)],
});
const options = { startMs, resolutions };

describe('an hour that is packed again', () => {
  it('has late samples beside the others, and none twice', () => {
    const first = foldSamples(null, series([0, 1], [15, 2]), options);
    const second = foldSamples(first.pack, series([15, 2], [7, 5]), options);
    expect(unpackSamples(second.pack, options)).toEqual(series([0, 1], [7, 5], [15, 2]));
  });

  it('does not change its day unless samples came', () => {
    const samples = series([0, 1], [15, 3], [400, 8]);
    const once = foldDay(null, [samples], options);
    expect(foldDay(once.pack, [samples], options).pack).toEqual(once.pack);
    const more = foldDay(once.pack, [series([0, 1], [15, 3], [30, 8])], options);
    const { measures } = unpackDay(more.pack, options);
    expect(partOf(measures[0], 0)).toEqual({ count: 3, mean: 4, least: 1, greatest: 8 });
    expect(partOf(measures[0], 1)).toMatchObject({ count: 1, mean: 8 });
  });
});

it('ten days are rolled up from their packed days, with their peaks', () => {
  const second = startMs + 24 * HOUR_MS;
  const nextDay = { at: Float64Array.of(second + 60_000), values: [Float64Array.of(7.25)] };
  const days = [
    { startMs, pack: foldDay(null, [series([0, 1], [600, 3])], options).pack },
    { startMs: second, pack: foldDay(null, [nextDay], { startMs: second, resolutions }).pack },
  ];
  const { measures } = unpackTenDays(foldPackedDays(days, startMs), options);
  expect(partOf(measures[0], 0)).toEqual({ count: 2, mean: 2, least: 1, greatest: 3 });
  expect(partOf(measures[0], 24)).toEqual({ count: 1, mean: 7.25, least: 7.25, greatest: 7.25 });
  expect(partOf(measures[0], 25)).toBeUndefined();
});
