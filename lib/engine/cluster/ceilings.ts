import { isOver } from '../../model/overload.ts';
import type { Objective } from '../../model/policy-fields.ts';

/**
 * For each host: the maximum load (a fraction of what the reserve leaves) to which balancing may raise it in one
 * resource. That is the threshold. If balance is the objective, a host that starts above it is limited by the fullest
 * host at the start instead: no host is pushed over a threshold, and clusters that are full everywhere can still be
 * balanced.
 */
export function ceilings(
  objective: Objective,
  thresholdPercent: number,
  { homeOf, amounts, capacities }: { homeOf: Int32Array; amounts: Float64Array; capacities: Float64Array },
): Float64Array {
  const threshold = thresholdPercent / 100;
  const loads = new Float64Array(capacities.length);
  homeOf.forEach((home, vm) => {
    loads[home] += amounts[vm] / capacities[home];
  });
  const fullest = loads.reduce((most, load) => Math.max(most, load), 0);
  return loads.map((load) =>
    objective !== 'relieve' && isOver(load, thresholdPercent) ? fullest : threshold,
  );
}

/**
 * The same if some VMs have no known demand: a host with such VMs may only be raised so far that it stays under its
 * threshold even if they use all their vCPUs. `unknownLoads`: the load that they would then add.
 */
export function boundedCeilings(
  known: Float64Array,
  unknownLoads: Float64Array,
  thresholdPercent: number,
): Float64Array {
  return known.map((ceiling, host) => {
    const unknown = unknownLoads[host];
    return unknown > 0 ? Math.min(ceiling, thresholdPercent / 100) - unknown : ceiling;
  });
}
