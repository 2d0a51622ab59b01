import type { Placement } from '../cluster/placement.ts';
import type { Measure } from '../objective/measure.ts';

/**
 * The part of the possible gain of two hosts that they cannot reach, if a move must bring its share of a load times
 * the gap.
 */
function lostToGap(x: number, y: number, gap: number): number {
  const apart = Math.abs(x - y);
  return (apart ** 2 - Math.max(0, apart - gap) ** 2) / 4;
}

/** The maximum gain of two hosts, whatever they exchanged: every measure is minimal if they are equal. */
export function pairPotential(
  placement: Placement,
  measure: Measure,
  gap: number,
  a: number,
  b: number,
): number {
  const { cpuMhz, memoryMiB } = placement;
  const { cpuCapacity, memoryCapacity } = placement.cluster;
  const cpu = (cpuMhz[a] + cpuMhz[b]) / (cpuCapacity[a] + cpuCapacity[b]);
  const memory = (memoryMiB[a] + memoryMiB[b]) / (memoryCapacity[a] + memoryCapacity[b]);
  placement.even?.foreseeAlike(a, b);
  const all = measure.value - measure.valueAfter(a, cpu, memory, b, cpu, memory);
  if (gap === 0) return all;
  const loads = placement.even ?? placement;
  return (
    all -
    lostToGap(loads.cpuLoad(a), loads.cpuLoad(b), gap) -
    lostToGap(loads.memoryLoad(a), loads.memoryLoad(b), gap)
  );
}
