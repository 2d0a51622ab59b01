/** Resolutions are whole numbers or parts of one, so that a decoded 0.1 is 0.1. */
const perUnit = (resolution: number): number =>
  resolution < 1 ? Math.round(1 / resolution) : 1 / resolution;

/** Values as whole steps of `resolution`. What is not a number is NaN; a missing series is `length` times that. */
export function toSteps(values: Float64Array | undefined, length: number, resolution: number): Float64Array {
  const steps = new Float64Array(length);
  const scale = perUnit(resolution);
  for (let i = 0; i < length; i++) {
    const value = values?.[i] ?? Number.NaN;
    steps[i] = Number.isFinite(value) ? Math.round(value * scale) : Number.NaN;
  }
  return steps;
}

/** Turns whole steps into the values that they stand for, in place. */
export function fromSteps(steps: Float64Array, resolution: number): Float64Array {
  const scale = perUnit(resolution);
  for (let i = 0; i < steps.length; i++) steps[i] = (steps[i] ?? Number.NaN) / scale;
  return steps;
}
