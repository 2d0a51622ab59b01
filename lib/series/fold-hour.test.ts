import { describe, expect, it } from 'vitest';
import { partOf } from './buckets.ts';
import {
  addDay,
  foldDay,
  foldHour,
  foldPackedDays,
  foldSamples,
  HOUR_MS,
  unpackDay,
  unpackTenDays,
} from './fold-hour.ts';
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

  it('does not change its buckets unless samples came', () => {
    const samples = series([0, 1], [15, 3], [400, 8]);
    const once = foldHour(null, samples, options);
    expect(foldHour(once, samples, options)).toEqual(once);
    const more = foldHour(once, series([0, 1], [15, 3], [30, 8]), options);
    const { measures } = unpackDay(more, options);
    expect(partOf(measures[0], 0)).toEqual({ count: 3, mean: 4, least: 1, greatest: 8 });
    expect(partOf(measures[0], 1)).toMatchObject({ count: 1, mean: 8 });
  });
});

describe('a day', () => {
  const at = (hour: number, ...rows: [second: number, value: number][]) => ({
    startMs: startMs + hour * HOUR_MS,
    pack: foldHour(
      null,
      series(...rows.map(([second, value]): [number, number] => [hour * 3600 + second, value])),
      { startMs: startMs + hour * HOUR_MS, resolutions },
    ),
  });

  it('is made of its hours, in any order', () => {
    const hours = [at(0, [0, 1], [15, 3]), at(23, [3599, 5])];
    const { pack } = foldDay(hours, startMs);
    expect(foldDay(hours.toReversed(), startMs).pack).toEqual(pack);
    const { measures } = unpackDay(pack, options);
    expect(partOf(measures[0], 0)).toEqual({ count: 2, mean: 2, least: 1, greatest: 3 });
    expect(partOf(measures[0], 287)).toEqual({ count: 1, mean: 5, least: 5, greatest: 5 });
    expect(partOf(measures[0], 12)).toBeUndefined();
  });

  it('that was closed takes a late hour over once, and so do its ten days', () => {
    const closed = foldDay([at(0, [0, 1])], startMs);
    const late = at(2, [0, 7]);
    const again = foldDay([{ startMs, pack: closed.pack }, late], startMs);
    expect(foldDay([{ startMs, pack: again.pack }, late], startMs).pack).toEqual(again.pack);
    const period = foldPackedDays([{ startMs, pack: closed.pack }], startMs);
    const { measures } = unpackTenDays(addDay(period, again.day, startMs), options);
    expect([0, 1, 2].map((hour) => partOf(measures[0], hour)?.mean)).toEqual([1, undefined, 7]);
  });
});

it('ten days are rolled up from their packed days, with their peaks', () => {
  const second = startMs + 24 * HOUR_MS;
  const hour = (from: number, samples: ReturnType<typeof series>) => ({
    startMs: from,
    pack: foldHour(null, samples, { startMs: from, resolutions }),
  });
  const nextDay = { at: Float64Array.of(second + 60_000), values: [Float64Array.of(7.25)] };
  const days = [
    { startMs, pack: foldDay([hour(startMs, series([0, 1], [600, 3]))], startMs).pack },
    { startMs: second, pack: foldDay([hour(second, nextDay)], second).pack },
  ];
  const { measures } = unpackTenDays(foldPackedDays(days, startMs), options);
  expect(partOf(measures[0], 0)).toEqual({ count: 2, mean: 2, least: 1, greatest: 3 });
  expect(partOf(measures[0], 24)).toEqual({ count: 1, mean: 7.25, least: 7.25, greatest: 7.25 });
  expect(partOf(measures[0], 25)).toBeUndefined();
});
