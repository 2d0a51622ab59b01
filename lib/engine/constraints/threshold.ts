import type { Cluster } from '../cluster.ts';
import { type PlacedConstraint, refuse } from './constraint.ts';

/** A checker may add the loads up in another order: stay clear of the threshold by more than rounding can make. */
export const ROUNDING = 1e-9;

/**
 * Whether a host's load in one resource may change from `now` to `after`. It may fall, and rise up to the threshold; above
 * it only where the objective is evenness and the host was above already, and then not beyond the VM's present host.
 */
export function mayRise(
  cluster: Cluster,
  now: number,
  after: number,
  threshold: number,
  source: number,
): boolean {
  if (after <= now || after <= threshold - ROUNDING) return true;
  return cluster.policy.objective !== 'relieve' && now > threshold && after < source;
}

/** Balancing pushes no host over a threshold. */
export const threshold: PlacedConstraint = (placement, unit, host) => {
  const { cluster } = placement;
  const from = placement.hostOf[unit] as number;
  const { cpuPercent, memoryPercent } = cluster.policy.thresholds;
  const cpu = placement.cpuLoadWith(unit, host);
  if (!mayRise(cluster, placement.cpuLoad(host), cpu, cpuPercent / 100, placement.cpuLoad(from))) {
    return refuse('over-threshold', {
      resource: 'cpu',
      afterPercent: toPercent(cpu),
      thresholdPercent: cpuPercent,
    });
  }
  const memory = placement.memoryLoadWith(unit, host);
  if (
    !mayRise(cluster, placement.memoryLoad(host), memory, memoryPercent / 100, placement.memoryLoad(from))
  ) {
    return refuse('over-threshold', {
      resource: 'memory',
      afterPercent: toPercent(memory),
      thresholdPercent: memoryPercent,
    });
  }
  return null;
};

const toPercent = (load: number): number => Math.round(load * 1000) / 10;
