/** How slowly demand follows what is measured: after this time a step has been taken over by 63 %. */
export const DEMAND_TIME_CONSTANT_SECONDS = 60;

/** Demand averaged over this is what a VM usually wants: bursts of minutes hardly show in it, morning and evening do. */
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
