/** Statistics that one outlier cannot change much. */

export interface Weighted {
  value: number;
  weight: number;
}

/** The value with equal weight below and above it; null if there is none. */
export function weightedMedian(samples: readonly Weighted[]): number | null {
  const sorted = samples.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const [index, { value, weight }] of sorted.entries()) {
    below += weight;
    if (below > half) return value;
    if (below === half) return (value + (sorted[index + 1]?.value ?? value)) / 2;
  }
  return null;
}

/** The median of these values; null if there are none. */
export const median = (values: readonly number[]): number | null =>
  weightedMedian(values.map((value) => ({ value, weight: 1 })));

/** Theil-Sen estimator: the median of the slopes between all pairs of points; null if no two differ in x. */
export function theilSenSlope(points: readonly { x: number; y: number }[]): number | null {
  const slopes: number[] = [];
  for (const [index, a] of points.entries()) {
    for (const b of points.slice(index + 1)) {
      if (b.x !== a.x) slopes.push((b.y - a.y) / (b.x - a.x));
    }
  }
  return median(slopes);
}
