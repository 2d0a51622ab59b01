import { isOver } from '../../model/overload.ts';
import type { Objective } from '../../model/policy-fields.ts';

/**
 * A host each: the most load (a fraction of what the reserve leaves) that balancing may bring it to in one resource. That is
 * the threshold; but where evenness is the objective, a host that began above it is bound by the fullest host of the beginning
 * instead: nobody is pushed over a threshold, and clusters that are full everywhere can still be evened out.
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
 * The same where some VMs have no known demand: a host that has such VMs may be brought only so far that it stays under its
 * threshold even if they use all their vCPUs. `unknownLoads`: the load that they would then make.
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
