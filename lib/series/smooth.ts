/**
 * One step of exponential smoothing over uneven intervals: previous + (1 - e^(-dt/T)) (value - previous). After the time
 * constant T 63 % of a step is included. Without a previous figure the value itself; without a value the previous figure stays (unknown stays unknown).
 */
export function smooth(
  previous: number | null,
  value: number | null,
  elapsedSeconds: number,
  timeConstantSeconds: number,
): number | null {
  if (value === null) return previous;
  if (previous === null) return value;
  const weight = 1 - Math.exp(-Math.max(0, elapsedSeconds) / timeConstantSeconds);
  return previous + weight * (value - previous);
}
