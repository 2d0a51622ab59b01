import { type PlacedConstraint, refuse } from './constraint.ts';
import { refuseUnknown } from './known-demand.ts';

/** A checker may add up the loads in another order: keep away from the threshold by more than rounding can make. */
export const ROUNDING = 1e-9;

/** Whether moves may bring a host's load in one resource from `now` to `after`: it may fall, and rise up to its ceiling. */
export function mayRise(ceiling: number, now: number, after: number): boolean {
  return after <= now || after <= ceiling - ROUNDING;
}

/** Balancing pushes no host over a threshold. */
export const threshold: PlacedConstraint = (placement, unit, host) => {
  const { cpuCeiling, memoryCeiling } = placement.cluster;
  const cpu = placement.cpuLoadWith(unit, host);
  if (!mayRise(cpuCeiling[host], placement.cpuLoad(host), cpu)) {
    if (placement.cluster.hasUnknown[host]) return refuseUnknown(placement.cluster, host);
    return refuse('over-threshold', {
      resource: 'cpu',
      afterPercent: toPercent(cpu),
      thresholdPercent: toPercent(cpuCeiling[host]),
    });
  }
  const memory = placement.memoryLoadWith(unit, host);
  if (!mayRise(memoryCeiling[host], placement.memoryLoad(host), memory)) {
    return refuse('over-threshold', {
      resource: 'memory',
      afterPercent: toPercent(memory),
      thresholdPercent: toPercent(memoryCeiling[host]),
    });
  }
  return null;
};

const toPercent = (load: number): number => Math.round(load * 1000) / 10;
