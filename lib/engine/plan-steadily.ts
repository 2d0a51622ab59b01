import { isOverloaded } from '../model/overload.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { planBalance } from './balance.ts';
import { hostLoads } from './figures.ts';

/** No evenness is worth this much, so that what is left is relief and repair, which need no gain. */
const RELIEF_ONLY_GAIN = 0.2;

export interface SteadyPlan {
  plan: Plan;
  snapshot: Snapshot; // with the demand that the plan was made for
}

/**
 * The plan of a cluster that is watched. Loads are made even, and lasting overload is relieved, by what each VM usually wants
 * (`usualMhz` by VM id, MHz; a VM that is not there counts as now). A host that is overloaded only now is relieved at once by
 * the demand of now, and evenness waits. Demand goes up and down more than it stays: made even by the demand of now, VMs would
 * follow noise all day. Same input, same plan.
 */
export function planSteadily(
  snapshot: Snapshot,
  usualMhz: ReadonlyMap<string, number>,
  policy: Policy,
): SteadyPlan {
  const usual = withDemand(snapshot, usualMhz);
  const usuallyHot = overloadedHosts(usual, policy);
  const isUsual = [...overloadedHosts(snapshot, policy)].every((hostId) => usuallyHot.has(hostId));
  if (isUsual) return { plan: planBalance(usual, policy), snapshot: usual };
  const relief = planBalance(snapshot, { ...policy, minGain: RELIEF_ONLY_GAIN });
  if (relief.moves.length > 0) return { plan: relief, snapshot };
  const plan = planBalance(usual, policy);
  // with nothing to do, what stands in the way of the relief is what people want to know
  return plan.moves.length === 0 ? { plan: relief, snapshot } : { plan, snapshot: usual };
}

function overloadedHosts(snapshot: Snapshot, policy: Policy): Set<string> {
  const over = hostLoads(snapshot).filter((load) => isOverloaded(load, policy));
  return new Set(over.map(({ hostId }) => hostId));
}

function withDemand(snapshot: Snapshot, usualMhz: ReadonlyMap<string, number>): Snapshot {
  return {
    ...snapshot,
    vms: snapshot.vms.map((vm) => {
      const cpuMhz = vm.demand.cpuMhz === undefined ? undefined : usualMhz.get(vm.id);
      return cpuMhz === undefined ? vm : { ...vm, demand: { ...vm.demand, cpuMhz } };
    }),
  };
}
