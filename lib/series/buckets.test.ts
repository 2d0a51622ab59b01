import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addBuckets,
  addSamples,
  emptyBuckets,
  fillBuckets,
  firstKnown,
  partOf,
  takeFuller,
} from './buckets.ts';
import { packBuckets, unpackBuckets } from './pack-buckets.ts';

const MINUTE = 60_000;
const samples = (rows: readonly (readonly [minute: number, value: number])[]) => ({
  at: Float64Array.from(rows, ([minute]) => minute * MINUTE),
  values: [Float64Array.from(rows, ([, value]) => value)],
});
const grid = (stepMinutes: number, length: number, fromMinute = 0) =>
  emptyBuckets(fromMinute * MINUTE, stepMinutes * MINUTE, { length, measures: 1 });
const filled = (stepMinutes: number, length: number, rows: readonly (readonly [number, number])[]) => {
  const buckets = grid(stepMinutes, length);
  addSamples(buckets, samples(rows));
  return buckets;
};

describe('buckets', () => {
  it('have count, mean, least and greatest of their samples, and none without samples', () => {
    const buckets = filled(5, 3, [
      [0, 1],
      [4, 4],
      [4.5, 1],
      [5, 7],
      [6, Number.NaN],
      [15, 9],
    ]);
    const [measure] = buckets.measures;
    expect(partOf(measure, 0)).toEqual({ count: 3, mean: 2, least: 1, greatest: 4 });
    expect(partOf(measure, 1)).toEqual({ count: 1, mean: 7, least: 7, greatest: 7 });
    expect(partOf(measure, 2)).toBeUndefined();
    expect(firstKnown(buckets)).toBe(0);
    expect(firstKnown(grid(5, 3))).toBeNull();
  });

  it('are the same by way of finer buckets', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 599 }), fc.integer({ min: 0, max: 1000 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 200 }), (rows) => {
        const hours = grid(60, 10);
        addBuckets(hours, filled(5, 120, rows));
        const direct = filled(60, 10, rows);
        for (let i = 0; i < 10; i++) {
          const [one, other] = [partOf(hours.measures[0], i), partOf(direct.measures[0], i)];
          expect(one && { ...one, mean: 0 }).toEqual(other && { ...other, mean: 0 });
          if (one && other) expect(one.mean).toBeCloseTo(other.mean, 6);
        }
      }),
      { seed: 13, numRuns: 100 },
    );
  });

  it('are replaced by those with at least as many samples, never by fewer', () => {
    const buckets = filled(5, 2, [
      [0, 1],
      [1, 3],
      [5, 9],
    ]);
    takeFuller(
      buckets,
      filled(5, 2, [
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    );
    expect(partOf(buckets.measures[0], 0)).toEqual({ count: 3, mean: 3, least: 1, greatest: 5 });
    takeFuller(buckets, filled(5, 2, [[0, 100]]));
    expect(partOf(buckets.measures[0], 0)?.greatest).toBe(5);
    expect(partOf(buckets.measures[0], 1)?.mean).toBe(9);
  });

  it('without samples are filled from coarser ones that have ended', () => {
    const buckets = filled(5, 24, [[60, 2]]);
    fillBuckets(
      buckets,
      filled(60, 2, [
        [10, 8],
        [70, 6],
      ]),
      60 * MINUTE,
    );
    const means = [...(buckets.measures[0]?.means ?? [])];
    expect(means.slice(0, 12)).toEqual(new Array(12).fill(8));
    expect(means[12]).toBe(2);
    expect(means.slice(13).every(Number.isNaN)).toBe(true);
  });

  it('are packed without loss beyond the step of their measure', () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 1439 }), fc.double({ min: 0, max: 500, noNaN: true }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 300 }), (rows) => {
        const day = filled(5, 288, rows);
        const read = unpackBuckets(packBuckets(day, [0.01]), {
          startMs: 0,
          stepMs: 5 * MINUTE,
          resolutions: [0.01],
        });
        for (let i = 0; i < 288; i++) {
          const [before, after] = [partOf(day.measures[0], i), partOf(read.measures[0], i)];
          expect(after?.count).toBe(before?.count);
          for (const key of ['mean', 'least', 'greatest'] as const)
            if (before) expect(after?.[key]).toBeCloseTo(before[key], 1);
        }
      }),
      { seed: 13, numRuns: 60 },
    );
  });

  it('of a measure that is never known need no bytes but their lengths', () => {
    const none = grid(5, 288);
    expect(packBuckets(none, [0.01]).length).toBeLessThan(10);
  });
});
