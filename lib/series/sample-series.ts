/**
 * The samples of one object: `at` are their times (ms, ascending), `values` has one array for each series, with the same
 * indexes. NaN is unknown.
 */
export interface SampleSeries {
  at: Float64Array;
  values: Float64Array[];
}

/** Samples of the same object as one series, in order. Of two with the same time the one in `first` counts. */
export function mergeSamples(first: SampleSeries, second: SampleSeries): SampleSeries {
  if (first.at.length === 0) return second;
  if (second.at.length === 0) return first;
  if ((first.at.at(-1) ?? 0) < (second.at[0] ?? 0)) return joinSamples(first, second);
  const known = new Set(first.at);
  const from = (series: SampleSeries, source: 0 | 1) =>
    [...series.at].map((at, index) => ({ at, index, source }));
  const order = [...from(first, 0), ...from(second, 1).filter(({ at }) => !known.has(at))].toSorted(
    (a, b) => a.at - b.at,
  );
  return {
    at: Float64Array.from(order, ({ at }) => at),
    values: first.values.map((values, i) =>
      Float64Array.from(
        order,
        ({ index, source }) => (source === 0 ? values : second.values[i])?.[index] ?? Number.NaN,
      ),
    ),
  };
}

const joinSamples = (first: SampleSeries, second: SampleSeries): SampleSeries => ({
  at: Float64Array.of(...first.at, ...second.at),
  values: first.values.map((values, i) => Float64Array.of(...values, ...(second.values[i] ?? []))),
});

/** The samples from `fromMs` (included) to `toMs` (excluded), without copying them. */
export function sliceSamples({ at, values }: SampleSeries, fromMs: number, toMs: number): SampleSeries {
  const from = firstAtLeast(at, fromMs);
  const to = firstAtLeast(at, toMs);
  return { at: at.subarray(from, to), values: values.map((each) => each.subarray(from, to)) };
}

function firstAtLeast(at: Float64Array, limit: number): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
