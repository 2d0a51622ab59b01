import { isOverloaded } from '../model/overload.ts';
import type { Plan, PlannedMove } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Snapshot, SnapshotHost, SnapshotVm } from '../model/snapshot.ts';
import { afterMoves } from './after-moves.ts';
import { planEvacuation, planEvacuationOf } from './evacuate.ts';
import { type HostLoad, hostLoads } from './figures.ts';

/** Why a host stays on. */
export type StaysOnReason = 'excluded-vm' | 'cannot-be-emptied' | 'others-overloaded' | 'no-spare-host';

/** Hosts that could be switched off together, and the proof: the moves that empty them. */
export interface PowerOff {
  hostIds: string[]; // the least used first
  moves: PlannedMove[]; // in order
  loads: HostLoad[]; // of the others afterwards
  stays: { hostId: string; reason: StaysOnReason }[];
}

/** Fewer hosts than this must stay on: one to run the VMs, and one that they could move to. */
const MIN_HOSTS = 2;

/**
 * The hosts that could be emptied and switched off, the least used first. `snapshot` has the greatest demand of each VM that
 * must still fit. After each host its VMs are on others, none of which is above a threshold or into its reserve, and any one of the
 * rest could still be evacuated: the fullest that could be before is planned. Hosts with a VM that is excluded from balancing stay on.
 * In the end the chosen hosts are emptied in one plan, in which nothing moves to a host that is switched off next; if that
 * plan does not keep all this, one after the other. Pure.
 */
export function planPowerOff(snapshot: Snapshot, policy: Policy): PowerOff {
  const result: PowerOff = { hostIds: [], moves: [], loads: [], stays: [] };
  let current = snapshot;
  for (const hostId of candidates(snapshot)) {
    const without = tryWithout(current, policy, hostId);
    if (typeof without === 'string') result.stays.push({ hostId, reason: without });
    else {
      result.hostIds.push(hostId);
      result.moves.push(...without.moves);
      current = without.after;
    }
  }
  const together = judge(
    snapshot,
    policy,
    result.hostIds,
    planEvacuationOf(snapshot, policy, result.hostIds),
  );
  if (typeof together !== 'string') {
    result.moves = together.moves;
    current = together.after;
  }
  const off = new Set(result.hostIds);
  result.loads = hostLoads(current).filter(({ hostId, isCounted }) => isCounted && !off.has(hostId));
  return result;
}

const isOnline = ({ state }: SnapshotHost): boolean => state === 'online';

/** Online hosts, those first whose VMs hold the least memory: they are emptied soonest. */
function candidates(snapshot: Snapshot): string[] {
  const online = new Set(snapshot.hosts.filter(isOnline).map(({ id }) => id));
  return hostLoads(snapshot)
    .filter(({ hostId }) => online.has(hostId))
    .toSorted((a, b) => a.heldMiB - b.heldMiB)
    .map(({ hostId }) => hostId);
}

/** A cluster without some hosts, and the moves that lead there. */
interface Without {
  after: Snapshot;
  moves: PlannedMove[];
}

/** The cluster without this host; or why it must stay on. */
function tryWithout(snapshot: Snapshot, policy: Policy, hostId: string): Without | StaysOnReason {
  const others = snapshot.hosts.filter((host) => isOnline(host) && host.id !== hostId);
  if (others.length < MIN_HOSTS) return 'no-spare-host';
  const isExcluded = ({ automation, excludedBy }: SnapshotVm) =>
    automation === 'excluded' || excludedBy !== undefined;
  if (snapshot.vms.some((vm) => vm.hostId === hostId && isExcluded(vm))) return 'excluded-vm';
  return judge(snapshot, policy, [hostId], planEvacuation(snapshot, policy, hostId));
}

/** What a plan that empties these hosts leads to; or why they must stay on. */
function judge(
  snapshot: Snapshot,
  policy: Policy,
  hostIds: readonly string[],
  plan: Plan,
): Without | StaysOnReason {
  if (!plan.complete) return 'cannot-be-emptied';
  const after = afterMoves(snapshot, plan.moves, hostIds);
  const loads = hostLoads(after).filter(({ isCounted }) => isCounted);
  if (loads.some((load) => isOverloaded(load, policy))) return 'others-overloaded';
  return hasSpare(after, snapshot, policy, loads) ? { after, moves: plan.moves } : 'no-spare-host';
}

/**
 * Whether the fullest host that could be evacuated before can still be. A host that holds a VM which cannot move shows nothing: it
 * can be evacuated with no number of hosts.
 */
function hasSpare(
  after: Snapshot,
  before: Snapshot,
  policy: Policy,
  loads: readonly Pick<HostLoad, 'hostId' | 'heldMiB'>[],
): boolean {
  const can = (snapshot: Snapshot, hostId: string) => planEvacuation(snapshot, policy, hostId).complete;
  const fullestFirst = loads.toSorted((a, b) => b.heldMiB - a.heldMiB);
  const judged = fullestFirst.find(({ hostId }) => can(after, hostId) || can(before, hostId));
  return judged !== undefined && can(after, judged.hostId);
}
