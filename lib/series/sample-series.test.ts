import { expect, it } from 'vitest';
import { mergeSamples, sliceSamples } from './sample-series.ts';

const of = (...rows: [at: number, value: number][]) => ({
  at: Float64Array.from(rows, ([at]) => at),
  values: [Float64Array.from(rows, ([, value]) => value)],
});

it('merges samples in the order of their times, and counts one moment once', () => {
  const merged = mergeSamples(of([10, 1], [30, 3]), of([20, 2], [30, 99], [40, 4]));
  expect(merged).toEqual(of([10, 1], [20, 2], [30, 3], [40, 4]));
  expect(mergeSamples(of(), of([5, 1]))).toEqual(of([5, 1]));
  expect(mergeSamples(of([5, 1]), of())).toEqual(of([5, 1]));
});

it('cuts a part out, with its beginning and without its end', () => {
  expect(sliceSamples(of([10, 1], [20, 2], [30, 3]), 10, 30)).toEqual(of([10, 1], [20, 2]));
  expect(sliceSamples(of([10, 1]), 11, 20)).toEqual(of());
});
