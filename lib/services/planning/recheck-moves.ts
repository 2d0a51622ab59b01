import { explainAgain } from '../../engine/explain-again.ts';
import { figures } from '../../engine/figures.ts';
import { planMigration } from '../../engine/migrate.ts';
import type { Facts } from '../../model/errors.ts';
import type { Plan, PlannedMove, Reason } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import { nearMove } from './near-move.ts';
import { withoutCompanions } from './without-companions.ts';

/** A move as it was planned some time ago. */
export interface EarlierMove {
  vmId: string | null;
  fromHostId: string;
  toHostId: string;
  kind: MoveKind;
  wave: number;
  reason: Reason;
  mayNotConverge?: boolean; // a person chose that it moves live all the same
}

/** Why a move does not fit any more. */
export interface Fault {
  code: string;
  facts: Facts;
}

/**
 * Moves planned earlier, or some of them, as a plan on today's snapshot: each checked after those before it, predicted and
 * explained again. `faults` says which do not fit any more and why; then the plan holds those before them.
 */
export function recheckMoves(
  snapshot: Snapshot,
  policy: Policy,
  earlier: readonly EarlierMove[],
): { plan: Plan; faults: Fault[] } {
  const { moves, current, fault } = followMoves(snapshot, policy, earlier);
  const before = figures(snapshot, policy);
  const after = figures(current, policy);
  const complete = after.overloadedHosts === 0;
  const explained = explainAgain(snapshot, policy, renumberWaves(moves));
  return {
    plan: { moves: explained, complete, before, after, rejections: [] },
    faults: fault === null ? [] : [fault],
  };
}

/** The first thing that forbids moves planned earlier, each after those before it, on today's snapshot; null: all fit. */
export function findFault(snapshot: Snapshot, policy: Policy, earlier: readonly EarlierMove[]): Fault | null {
  return followMoves(snapshot, policy, earlier).fault;
}

/** The moves as far as they fit, and where their VMs are then. */
function followMoves(snapshot: Snapshot, policy: Policy, earlier: readonly EarlierMove[]) {
  const moves: PlannedMove[] = [];
  let current = snapshot;
  for (const [index, move] of earlier.entries()) {
    const checked = checkAgain(current, policy, move, earlier.slice(index + 1));
    if ('code' in checked) return { moves, current, fault: checked };
    moves.push(checked);
    const vms = current.vms.map((vm) => (vm.id === move.vmId ? { ...vm, hostId: move.toHostId } : vm));
    current = { ...current, vms };
  }
  return { moves, current, fault: null };
}

function checkAgain(
  current: Snapshot,
  policy: Policy,
  move: EarlierMove,
  later: readonly EarlierMove[],
): PlannedMove | Fault {
  const vm = current.vms.find((each) => each.id === move.vmId);
  if (!vm) return { code: 'vm-gone', facts: {} };
  if (vm.hostId !== move.fromHostId) return { code: 'vm-moved', facts: { vm: vm.name ?? vm.id } };
  if (!current.hosts.some((host) => host.id === move.toHostId)) return { code: 'no-host-left', facts: {} };
  const companions = new Set(later.flatMap((other) => other.vmId ?? []));
  const near = nearMove(withoutCompanions(current, companions), vm, move.toHostId);
  const planned = planMigration(near, policy, {
    vmId: vm.id,
    toHostId: move.toHostId,
    mayNotConverge: move.mayNotConverge,
    kind: move.kind === 'quick' ? 'quick' : 'live',
  });
  const [again] = planned.moves;
  const [why] = planned.rejections;
  if (!again) return { code: why?.code ?? 'no-host-left', facts: why?.facts ?? {} };
  return { ...again, wave: move.wave, reason: move.reason };
}

/** Waves without the gaps that left-out moves make. */
function renumberWaves(moves: PlannedMove[]): PlannedMove[] {
  const waves = [...new Set(moves.map((move) => move.wave))].sort((a, b) => a - b);
  return moves.map((move) => ({ ...move, wave: waves.indexOf(move.wave) + 1 }));
}
