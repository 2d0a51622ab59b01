/** An evenly spaced series: `at` is the start of each bucket (ms), `values` has the same indexes; null is a gap. */
export interface EvenSeries<T> {
  at: number[];
  values: (T | null)[];
}

/**
 * Puts buckets on an even grid from `fromMs` to `toMs`, so that missing samples are gaps and not lines. Buckets start
 * at multiples of `bucketMs` since the epoch. The bucket of `toMs` is left out while it is empty, because it has only
 * just begun.
 */
export function fillGaps<T extends { at: Date }>(
  buckets: readonly T[],
  { fromMs, toMs, bucketMs }: { fromMs: number; toMs: number; bucketMs: number },
): EvenSeries<T> {
  const known = new Map(buckets.map((bucket) => [bucket.at.getTime(), bucket]));
  const first = Math.ceil(fromMs / bucketMs) * bucketMs;
  const last = Math.floor(toMs / bucketMs) * bucketMs;
  const at: number[] = [];
  for (let start = first; start <= last; start += bucketMs) at.push(start);
  if (!known.has(last) && at.length > 1) at.pop();
  return { at, values: at.map((start) => known.get(start) ?? null) };
}
