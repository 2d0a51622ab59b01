/** A figure with two decimals, which is more than a list shows: a long list is sent often. Null stays unknown. */
export const toDecimals = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 100) / 100;
