import { vmPolicy } from '../../db/policies.ts';
import { descriptorOf } from '../../drivers/registry.ts';
import type { PolicySource } from '../../model/effective-policy.ts';
import { mayBeLeft } from '../../model/may-be-left.ts';
import { type Way, type WayOut, wayByMatch, waysOutOf } from '../../model/way-out.ts';
import type { Context } from '../context.ts';
import { type Planned, planIntent } from '../planning/plan-intent.ts';
import type { PlanningState } from '../planning/read-planning-state.ts';
import type { ClusterState, VmRow } from '../planning/snapshot-of.ts';
import { type DecisionLists, evacuationIntent, type ParsedEvacuation } from './decisions.ts';

/**
 * Where a decision comes from: a person now; before: a person, when this host began to drain; or the policy of a scope.
 * `match`: the entry of the policy by name or tag.
 */
export interface WaySource {
  source: 'person' | 'before' | PolicySource;
  match: string | null;
}

/** A plan with all decisions that it was made with, and where each comes from. */
export interface Decided {
  planned: Planned;
  lists: DecisionLists;
  sources: ReadonlyMap<string, WaySource>; // by VM
}

interface Wishes {
  isOrdered?: boolean;
}

/**
 * Plans an evacuation with a person's decisions. VMs that cannot leave then, and about which the person says nothing, are
 * decided as before while the host drains, and otherwise by the policy; then it is planned again.
 */
export async function decideWays(
  ctx: Context,
  state: PlanningState,
  input: ParsedEvacuation,
  wishes: Wishes = {},
): Promise<Decided> {
  const { hostIds, kind, leave, shutDown, save, offline, quick, ask, lift, ...asked } = input;
  const own: DecisionLists = { leave, shutDown, save, offline, quick, ask, lift };
  const plan = (lists: DecisionLists) =>
    planIntent(ctx, state, evacuationIntent(hostIds, kind, lists), { asked, ...wishes });
  const sources = new Map<string, WaySource>();
  for (const id of [...leave, ...shutDown, ...save, ...offline, ...quick])
    sources.set(id, { source: 'person', match: null });
  const first = await plan(own);
  const moving = new Set(first.plan.moves.map(({ vmId }) => vmId));
  const isOpen = ({ id, hostId, missingSince }: VmRow) =>
    hostIds.includes(hostId) &&
    missingSince === null &&
    !moving.has(id) &&
    !sources.has(id) &&
    !ask.includes(id);
  const lists: DecisionLists = { ...own };
  for (const vm of state.cluster.vms.filter(isOpen)) {
    const { way, ...source } = otherwise(state.cluster, vm);
    if (way === 'ask') continue;
    lists[way] = [...lists[way], vm.id];
    sources.set(vm.id, source);
  }
  const isSame = (['leave', 'shutDown', 'save', 'offline'] as const).every((way) => own[way] === lists[way]);
  return { planned: isSame ? first : await plan(lists), lists, sources };
}

/** What is decided about a VM that cannot leave if nobody says anything now. */
function otherwise(cluster: ClusterState, vm: VmRow): { way: WayOut } & WaySource {
  const host = cluster.hosts.find(({ id }) => id === vm.hostId);
  const stays = host?.mode === 'draining' ? [...host.mayStay, ...host.mayStayRunning] : [];
  if (stays.includes(vm.id) && mayBeLeft(vm)) return { way: 'leave', source: 'before', match: null };
  const found = ofPolicy(cluster, vm);
  const possible: readonly WayOut[] = waysOf(cluster, vm);
  return possible.includes(found.way) ? found : { ...found, way: 'ask' };
}

function ofPolicy(cluster: ClusterState, vm: VmRow): { way: WayOut } & WaySource {
  const field = vm.state === 'stopped' ? 'stoppedCannotLeave' : 'runningCannotLeave';
  const { values, from } = vmPolicy(cluster, vm);
  const entry = from[field] === 'vm' ? null : wayByMatch(values.cannotLeaveBy, vm);
  if (entry) return { way: entry.way, source: from.cannotLeaveBy, match: entry.match };
  return { way: values[field], source: from[field], match: null };
}

/** The ways out of a VM of the cluster. */
export const waysOf = (cluster: ClusterState, vm: VmRow): Way[] =>
  waysOutOf(vm, descriptorOf(cluster.driver).abilities.power);
