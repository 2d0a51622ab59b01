import { expect, test } from 'vitest';
import { fillGaps } from './fill-gaps.ts';

const bucket = (second: number) => ({ at: new Date(second * 1000), value: second });
const minute = { fromMs: 30_000, toMs: 250_000, bucketMs: 60_000 };

test('a bucket without samples is a gap', () => {
  const { at, values } = fillGaps([bucket(60), bucket(180), bucket(240)], minute);
  expect(at).toEqual([60_000, 120_000, 180_000, 240_000]);
  expect(values.map((each) => each?.value ?? null)).toEqual([60, null, 180, 240]);
});

test('a bucket that has just begun is not a gap yet, but the one before it is', () => {
  expect(fillGaps([bucket(60), bucket(120)], minute).values.map((each) => each !== null)).toEqual([
    true,
    true,
    false,
  ]);
});

test('a series without samples consists of gaps', () => {
  expect(fillGaps([], minute).values).toEqual([null, null, null]);
});
