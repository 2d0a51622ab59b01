import { explainAgain } from '../../engine/explain-again.ts';
import { figures } from '../../engine/figures.ts';
import { findRestartHost } from '../../engine/find-restart-host.ts';
import { planMigration } from '../../engine/migrate.ts';
import type { Facts } from '../../model/errors.ts';
import type { Plan, PlannedMove, Reason } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import { nearMove } from './near-move.ts';
import { withoutCompanions } from './without-companions.ts';

/** A move that was planned earlier. */
export interface EarlierMove {
  vmId: string | null;
  fromHostId: string;
  toHostId: string;
  kind: MoveKind;
  wave: number;
  reason: Reason;
  mayNotConverge?: boolean; // a person chose a live move despite that
}

/** Why a move no longer fits. */
export interface Fault {
  code: string;
  facts: Facts;
}

/**
 * Earlier planned moves, or some of them, as a plan on the current snapshot: each is checked after those before it,
 * and gets a new forecast and reason. `faults` names the first move that no longer fits and why; then the plan
 * contains the moves before it.
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

/**
 * The first obstacle for earlier planned moves, each checked after those before it on the current snapshot; null: all
 * fit.
 */
export function findFault(snapshot: Snapshot, policy: Policy, earlier: readonly EarlierMove[]): Fault | null {
  return followMoves(snapshot, policy, earlier).fault;
}

/** The moves that fit, and where their VMs are then. */
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
  if (move.kind === 'restart') return checkRestart(current, policy, move, vm.id);
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

function checkRestart(
  current: Snapshot,
  policy: Policy,
  { toHostId, wave, reason }: EarlierMove,
  vmId: string,
): PlannedMove | Fault {
  const found = findRestartHost(current, policy, { vmId, toHostId, isElsewhereOpen: false });
  return 'move' in found ? { ...found.move, wave, reason } : found.refusal;
}

/** Waves renumbered without the gaps of moves that were left out. */
function renumberWaves(moves: PlannedMove[]): PlannedMove[] {
  const waves = [...new Set(moves.map((move) => move.wave))].sort((a, b) => a - b);
  return moves.map((move) => ({ ...move, wave: waves.indexOf(move.wave) + 1 }));
}
