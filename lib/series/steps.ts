/** Resolutions are whole numbers or parts of one, so that a decoded 0.1 is 0.1. */
const perUnit = (resolution: number): number =>
  resolution < 1 ? Math.round(1 / resolution) : 1 / resolution;

/** Values as whole steps of `resolution`. What is not a number is NaN; a missing series is `length` times that. */
export function toSteps(values: Float64Array | undefined, length: number, resolution: number): Float64Array {
  if (!values) return new Float64Array(length).fill(Number.NaN);
  const scale = perUnit(resolution);
  return values.map((value) => (Number.isFinite(value) ? Math.round(value * scale) : Number.NaN));
}

/** The values of whole steps. */
export function fromSteps(steps: Float64Array, resolution: number): Float64Array {
  const scale = perUnit(resolution);
  return steps.map((step) => step / scale);
}
