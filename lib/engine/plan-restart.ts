import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { RestartPriority } from '../model/policy-fields.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot, SnapshotVm } from '../model/snapshot.ts';
import { compileCluster } from './cluster/cluster.ts';
import { refuse } from './constraints/constraint.ts';
import { describeMoves } from './explain.ts';
import { forRestarts } from './reserve/after-failure.ts';
import { surviveFailure } from './reserve/survive-failure.ts';
import type { OrderedMove } from './waves/ordered-move.ts';

/** What is asked for: `lockedIds` are VMs that another job still moves. VMs without a priority have the middle one. */
export interface RestartRequest {
  readonly hostId: string;
  readonly priorities: ReadonlyMap<string, RestartPriority>;
  readonly lockedIds?: ReadonlySet<string>;
}

interface Start {
  vmId: string;
  toHostId: string;
  wave: number;
}

/**
 * The plan that starts the VMs of a dead host on others: by the hard rules, within memory and host reserve, without moving any
 * other VM, as `surviveFailure` places them. If not all fit, those of a higher priority do before any of a lower one. Each
 * VM that was running or paused and is not started is a rejection. Throws `host-not-found`.
 */
export function planRestart(snapshot: Snapshot, policy: Policy, request: RestartRequest): Plan {
  const { hostId } = request;
  const waiting = snapshot.vms.filter((vm) => vm.hostId === hostId && vm.state !== 'stopped');
  const held = waiting.flatMap((vm) => whyHeld(vm, request) ?? []);
  const heldIds = new Set(held.map(({ vmId }) => vmId));
  const tiers = RestartPriority.options
    .map((priority) =>
      waiting.flatMap(({ id }) => (!heldIds.has(id) && priorityOf(request, id) === priority ? id : [])),
    )
    .filter((ids) => ids.length > 0);
  const { starts, rejections } = placeTiers(snapshot, policy, hostId, tiers);
  return describe(snapshot, policy, hostId, { starts, rejections: [...held, ...rejections] });
}

const priorityOf = ({ priorities }: RestartRequest, vmId: string): RestartPriority =>
  priorities.get(vmId) ?? 'normal';

/** Why nobody should start it, wherever there is a place for it; null: it is to be started. */
function whyHeld({ id, managedBy }: SnapshotVm, request: RestartRequest): Rejection | null {
  if (request.lockedIds?.has(id)) return { vmId: id, ...refuse('vm-locked', { state: 'unknown' }) };
  if (managedBy !== undefined) return { vmId: id, ...refuse('managed-elsewhere', { manager: managedBy }) };
  return priorityOf(request, id) === 'never' ? { vmId: id, ...refuse('never-restarted', {}) } : null;
}

/** All together, if that is possible: a place that only an urgent VM sees first may be the only one of a less urgent one. */
function placeTiers(
  snapshot: Snapshot,
  policy: Policy,
  hostId: string,
  tiers: readonly (readonly string[])[],
): { starts: Start[]; rejections: Rejection[] } {
  const all = place(snapshot, policy, hostId, tiers.flat());
  const waves = new Map(tiers.flatMap((ids, tier) => ids.map((id) => [id, tier + 1] as const)));
  const withWave = (start: Omit<Start, 'wave'>): Start => ({ ...start, wave: waves.get(start.vmId) ?? 1 });
  if (all.rejections.length === 0) return { starts: all.starts.map(withWave).sort(byWave), rejections: [] };
  let current = snapshot;
  const placed = { starts: [] as Start[], rejections: [] as Rejection[] };
  for (const ids of tiers) {
    const { starts, rejections } = place(current, policy, hostId, ids);
    placed.starts.push(...starts.map(withWave));
    placed.rejections.push(...rejections);
    const toOf = new Map(starts.map(({ vmId, toHostId }) => [vmId, toHostId]));
    current = { ...current, vms: current.vms.map((vm) => ({ ...vm, hostId: toOf.get(vm.id) ?? vm.hostId })) };
  }
  return placed;
}

const byWave = (a: Start, b: Start): number => a.wave - b.wave;

/** Only these VMs of the host wait for a place. */
function place(snapshot: Snapshot, policy: Policy, hostId: string, ids: readonly string[]) {
  const isMeant = new Set(ids);
  const vms = snapshot.vms.map((vm) =>
    vm.hostId === hostId && !isMeant.has(vm.id) ? { ...vm, state: 'stopped' as const } : vm,
  );
  const { starts, rejections } = surviveFailure({ ...snapshot, vms }, policy, [hostId]);
  return {
    starts: starts.filter(({ vmId }) => isMeant.has(vmId)),
    rejections: rejections.filter(({ vmId }) => vmId === undefined || isMeant.has(vmId)),
  };
}

function describe(
  snapshot: Snapshot,
  policy: Policy,
  hostId: string,
  { starts, rejections }: { starts: readonly Start[]; rejections: readonly Rejection[] },
): Plan {
  const cluster = compileCluster(forRestarts(snapshot), policy);
  const host = snapshot.hosts.find(({ id }) => id === hostId);
  const indexOf = (map: ReadonlyMap<string, number>, id: string): number => map.get(id) ?? -1;
  const ordered = starts.map(
    ({ vmId, toHostId, wave }): OrderedMove => ({
      vm: indexOf(cluster.vmIndex, vmId),
      from: indexOf(cluster.hostIndex, hostId),
      to: indexOf(cluster.hostIndex, toHostId),
      wave,
      forVm: null,
    }),
  );
  const { moves, before, after } = describeMoves(cluster, ordered, {
    kindOf: () => 'restart',
    reasonOf: () => ({ code: 'host-dead', facts: { host: host?.name ?? hostId } }),
  });
  const waves = [...new Set(moves.map(({ wave }) => wave))].sort((a, b) => a - b);
  return {
    moves: moves.map((move) => ({ ...move, wave: waves.indexOf(move.wave) + 1 })),
    complete: rejections.length === 0,
    before: before.figures(),
    after: after.figures(),
    rejections: [...rejections],
  };
}
