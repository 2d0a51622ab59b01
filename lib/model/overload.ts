import type { Thresholds } from './policy.ts';

/**
 * How far a load (a fraction of what the reserve leaves) is above its threshold (percent), as a fraction; below 0:
 * under it.
 */
export const overBy = (load: number, thresholdPercent: number): number => load - thresholdPercent / 100;

/** Whether a load, a fraction, is above its threshold, in percent. At the threshold it is not. */
export const isOver = (load: number, thresholdPercent: number): boolean => overBy(load, thresholdPercent) > 0;

/** Whether a host with these loads, fractions of what the reserve leaves, is overloaded: above either threshold. */
export const isOverloaded = (load: { cpu: number; memory: number }, thresholds: Thresholds): boolean =>
  isOver(load.cpu, thresholds.cpuThresholdPercent) || isOver(load.memory, thresholds.memoryThresholdPercent);
