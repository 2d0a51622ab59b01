import { explainAgain } from '../../engine/explain-again.ts';
import { figures } from '../../engine/figures.ts';
import { planMigration } from '../../engine/migrate.ts';
import type { Facts } from '../../model/errors.ts';
import type { Plan, PlannedMove, Reason } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import { withoutCompanions } from './without-companions.ts';

/** A move as it was planned some time ago. */
export interface EarlierMove {
  vmId: string | null;
  fromHostId: string;
  toHostId: string;
  kind: MoveKind;
  wave: number;
  reason: Reason;
}

/**
 * Moves planned earlier, or some of them, as a plan on today's snapshot: each checked after those before it, predicted and
 * explained anew. `faults` says which do not fit any more and why; then the plan holds those before them.
 */
export function recheckMoves(
  snapshot: Snapshot,
  policy: Policy,
  earlier: EarlierMove[],
): { plan: Plan; faults: { code: string; facts: Facts }[] } {
  const moves: PlannedMove[] = [];
  let current = snapshot;
  const finish = (faults: { code: string; facts: Facts }[]) => {
    const before = figures(snapshot, policy);
    const after = figures(current, policy);
    const complete = after.overloadedHosts === 0;
    const explained = explainAgain(snapshot, policy, renumberWaves(moves));
    return { plan: { moves: explained, complete, before, after, rejections: [] }, faults };
  };
  for (const [index, move] of earlier.entries()) {
    const vm = current.vms.find((each) => each.id === move.vmId);
    if (!vm) return finish([{ code: 'vm-gone', facts: {} }]);
    if (vm.hostId !== move.fromHostId) return finish([{ code: 'vm-moved', facts: { vm: vm.name ?? vm.id } }]);
    const companions = new Set(earlier.slice(index + 1).flatMap((other) => other.vmId ?? []));
    const planned = planMigration(withoutCompanions(current, companions), policy, {
      vmId: vm.id,
      toHostId: move.toHostId,
      kind: move.kind === 'quick' ? 'quick' : 'live',
    });
    const [again] = planned.moves;
    const [why] = planned.rejections;
    if (!again) return finish([{ code: why?.code ?? 'no-host-left', facts: why?.facts ?? {} }]);
    moves.push({ ...again, wave: move.wave, reason: move.reason });
    current = {
      ...current,
      vms: current.vms.map((each) => (each === vm ? { ...vm, hostId: move.toHostId } : each)),
    };
  }
  return finish([]);
}

/** Waves without the gaps that left-out moves make. */
function renumberWaves(moves: PlannedMove[]): PlannedMove[] {
  const waves = [...new Set(moves.map((move) => move.wave))].sort((a, b) => a - b);
  return moves.map((move) => ({ ...move, wave: waves.indexOf(move.wave) + 1 }));
}
