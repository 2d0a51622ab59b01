import { keepsOutOfDecisions } from '../../model/host-alarm.ts';
import type { Intent, IntentKind } from '../../model/intent.ts';
import { leavingDisks } from '../../model/local-disks.ts';
import { lockingMoveStates, type MoveState } from '../../model/run.ts';
import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';
import { MigrationKind } from '../../model/vm.ts';
import { withLastingRefusals } from '../refusals/standing-refusals.ts';
import type { PlanningState } from './read-planning-state.ts';
import { type ClusterState, snapshotOf } from './snapshot-of.ts';
import { withUnfinished } from './with-unfinished.ts';
import { withoutRules } from './without-rules.ts';

type SnapshotOf<Kind extends IntentKind> = (
  state: PlanningState,
  now: Date,
  intent: Intent<Kind>,
) => Snapshot;

/**
 * The snapshot that each kind of intent is planned on: the current cluster, with moves that are ordered or in flight.
 */
const snapshots: { [Kind in IntentKind]: SnapshotOf<Kind> } = {
  balance: (state, now) => withInFlight(snapshotOf(state.cluster, now), state.unfinished, new Set()),
  evacuate: evacuationSnapshot,
  // a person who requests one move may retry what failed a moment ago
  migrate: (state, now, { vmId }) =>
    withInFlight(snapshotOf(withLastingRefusals(state.cluster), now), state.unfinished, new Set([vmId])),
  relocate: (state, now, { wanted }) =>
    withInFlight(
      snapshotOf(withLastingRefusals(state.cluster), now),
      state.unfinished,
      new Set(wanted.map(({ vmId }) => vmId)),
    ),
  // its unfinished moves count elsewhere; their VMs are not started
  restart: (state, now, { hostId }) => {
    const others = state.unfinished.filter((move) => move.toHostId !== hostId); // nothing arrives on a dead host
    const snapshot = snapshotOf(withLastingRefusals(state.cluster), now);
    // nothing copies the disks of a dead host
    return withInFlight({ ...snapshot, vms: snapshot.vms.map(leavingDisks) }, others, new Set());
  },
  undo: (state, now, { wanted }) =>
    withInFlight(snapshotOf(state.cluster, now), state.unfinished, new Set(wanted.map(({ vmId }) => vmId))),
};

/** The snapshot that an intent is planned on. */
export function planningSnapshot<Kind extends IntentKind>(
  state: PlanningState,
  now: Date,
  intent: Intent<Kind>,
): Snapshot {
  const snapshotFor: SnapshotOf<Kind> = snapshots[intent.kind];
  return snapshotFor(state, now, intent);
}

/**
 * VMs that are on one of the hosts according to the last observation, or will be soon, because their migration there has
 * begun; each with that host. Those of `leave` are left out.
 */
export function vmsToLeave(
  { cluster, unfinished }: PlanningState,
  hostIds: readonly string[],
  leave: readonly string[] = [],
): Map<string, string> {
  const isEmptied = new Set(hostIds);
  const leaving = new Map<string, string>();
  for (const vm of cluster.vms)
    if (isEmptied.has(vm.hostId) && vm.missingSince === null) leaving.set(vm.id, vm.hostId);
  for (const { vmId, toHostId, state } of unfinished)
    if (vmId !== null && isEmptied.has(toHostId) && hasBegun(state)) leaving.set(vmId, toHostId);
  for (const vmId of leave) leaving.delete(vmId);
  return leaving;
}

const hasBegun = (state: MoveState): boolean => lockingMoveStates.some((locking) => locking === state);

/** Arriving VMs are already counted on the host, so that the plan moves them away again. */
function evacuationSnapshot(
  state: PlanningState,
  now: Date,
  { hostIds, lift, kinds = {} }: Intent<'evacuate'>,
): Snapshot {
  const leaving = vmsToLeave(state, hostIds);
  const snapshot = snapshotOf(emptying(state.cluster, hostIds), now);
  const vms = snapshot.vms.map((vm) => ({
    ...(kinds[vm.id] === 'offline' ? carriedOffline(vm) : vm),
    hostId: leaving.get(vm.id) ?? vm.hostId,
  }));
  const others = state.unfinished.filter((move) => !hostIds.includes(move.toHostId)); // no more moves there start
  return withInFlight(withoutRules({ ...snapshot, vms }, lift), others, leaving);
}

/**
 * A VM that is shut down for its move. Only what forbids an offline move keeps it; its memory counts at the destination as if it
 * ran, because it is started there.
 */
const carriedOffline = (vm: SnapshotVm): SnapshotVm => ({
  ...vm,
  ties: vm.ties
    .filter(({ blocks }) => blocks.includes('offline'))
    .map((tie) => ({ ...tie, blocks: [...MigrationKind.options] })),
});

/** A host with incomplete data takes no part in balancing, but can be emptied: it counts as draining then. */
function emptying(cluster: ClusterState, hostIds: readonly string[]): ClusterState {
  const hosts = cluster.hosts.map((host) => {
    const drains = hostIds.includes(host.id) && keepsOutOfDecisions(host.alarms);
    return drains && host.mode === 'active' ? { ...host, mode: 'draining' as const } : host;
  });
  return { ...cluster, hosts };
}

/** The cluster once all moves that are ordered or in flight have been made. Their VMs stay there. */
export function snapshotAfterMoves({ cluster, unfinished }: PlanningState, now: Date): Snapshot {
  const toOf = new Map(unfinished.flatMap(({ vmId, toHostId }) => (vmId === null ? [] : [[vmId, toHostId]])));
  const snapshot = snapshotOf(cluster, now);
  const arrived = (vm: SnapshotVm): SnapshotVm => {
    const hostId = toOf.get(vm.id);
    return hostId === undefined ? vm : { ...vm, hostId, automation: 'excluded' };
  };
  return { ...snapshot, vms: snapshot.vms.map(arrived) };
}

/** Counts unfinished moves on both hosts, and keeps their VMs where they are, except those that the plan is about. */
function withInFlight(
  snapshot: Snapshot,
  unfinished: PlanningState['unfinished'],
  asked: Pick<ReadonlySet<string>, 'has'>,
): Snapshot {
  const moves = unfinished.filter(({ vmId }) => vmId !== null && !asked.has(vmId));
  const moving = new Set(moves.map(({ vmId }) => vmId));
  if (moving.size === 0) return snapshot;
  const vms = snapshot.vms.map((vm) => (moving.has(vm.id) ? { ...vm, automation: 'excluded' as const } : vm));
  return withUnfinished({ ...snapshot, vms }, moves);
}
