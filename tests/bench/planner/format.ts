export const fixed = (value: number, digits = 4): string => value.toFixed(digits);

export const percent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`;

export const milliseconds = (value: number): string =>
  value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(0)} ms`;

/** The median. Of two middle values, the smaller one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
