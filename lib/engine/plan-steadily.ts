import { isOverloaded } from '../model/overload.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { planBalance } from './balance.ts';
import { hostLoads } from './figures.ts';
import { keepReserve } from './keep-reserve.ts';

/** No balance is worth this much, so that only relief and repair remain, which need no gain. */
const RELIEF_ONLY_GAIN = 0.2;

/** The demand that is expected before long (lib/services/planning/read-expected-demand.ts). */
export interface ExpectedDemand {
  mhz: ReadonlyMap<string, number>; // by VM id
  at: ReadonlyMap<string, string>; // by host id: when its VMs together are expected to have it, ISO
}

export interface SteadyPlan {
  plan: Plan;
  snapshot: Snapshot; // with the demand that the plan was made for
}

/**
 * The plan of a cluster that is monitored. Loads are balanced, and lasting overload is relieved, by the usual demand
 * of each VM (`usualMhz` by VM id, MHz; a VM without a value uses its current demand). A host that is overloaded only
 * now is relieved by current demand, and balancing waits. Demand fluctuates: if it were balanced by current demand,
 * VMs would follow noise all day. `expected` replaces the usual demand of VMs of which more is expected soon, so that their
 * host is relieved before. The cluster reserve is kept if the policy says so. The same input gives the same plan.
 */
export function planSteadily(
  snapshot: Snapshot,
  usualMhz: ReadonlyMap<string, number>,
  policy: Policy,
  expected: ExpectedDemand | null = null,
): SteadyPlan {
  return keepReserve(snapshot, policy, (tried) => planByDemand(tried, usualMhz, policy, expected));
}

function planByDemand(
  snapshot: Snapshot,
  usualMhz: ReadonlyMap<string, number>,
  policy: Policy,
  expected: ExpectedDemand | null,
): SteadyPlan {
  const usual = withExpected(withDemand(snapshot, usualMhz), expected, policy);
  const usuallyHot = overloadedHosts(usual, policy);
  const isUsual = [...overloadedHosts(snapshot, policy)].every((hostId) => usuallyHot.has(hostId));
  if (isUsual) return { plan: planBalance(usual, policy), snapshot: usual };
  const relief = planBalance(snapshot, { ...policy, minGain: RELIEF_ONLY_GAIN });
  if (relief.moves.length > 0) return { plan: relief, snapshot };
  const plan = planBalance(usual, policy);
  // if there is nothing to do, the obstacles of the relief are what people want to know
  return plan.moves.length === 0 ? { plan: relief, snapshot } : { plan, snapshot: usual };
}

function overloadedHosts(snapshot: Snapshot, policy: Policy): Set<string> {
  const over = hostLoads(snapshot).filter((load) => isOverloaded(load, policy));
  return new Set(over.map(({ hostId }) => hostId));
}

/** Hosts that only the expected demand would overload say when. */
function withExpected(usual: Snapshot, expected: ExpectedDemand | null, policy: Policy): Snapshot {
  if (expected === null) return usual;
  const raised = withDemand(usual, expected.mhz);
  const before = overloadedHosts(usual, policy);
  const filling = overloadedHosts(raised, policy);
  const hosts = raised.hosts.map((host) => {
    const expectedAt = filling.has(host.id) && !before.has(host.id) ? expected.at.get(host.id) : undefined;
    return expectedAt === undefined ? host : { ...host, expectedAt };
  });
  return { ...raised, hosts };
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
