/** The time constant of smoothed demand: after this time 63 % of a step is included. */
export const DEMAND_TIME_CONSTANT_SECONDS = 60;

/** The averaging time of usual demand: bursts of minutes hardly show in it, but morning and evening do. */
export const USUAL_DEMAND_SECONDS = 3600;

/**
 * One step of exponential smoothing over uneven intervals: previous + (1 - e^(-dt/T)) (value - previous).
 * Without a previous figure the value itself; without a value the previous figure stays (unknown stays unknown).
 */
export function smooth(
  previous: number | null,
  value: number | null,
  elapsedSeconds: number,
  timeConstantSeconds = DEMAND_TIME_CONSTANT_SECONDS,
): number | null {
  if (value === null) return previous;
  if (previous === null) return value;
  const weight = 1 - Math.exp(-Math.max(0, elapsedSeconds) / timeConstantSeconds);
  return previous + weight * (value - previous);
}
