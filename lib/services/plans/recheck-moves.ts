import { figures, type HostLoad, hostLoads } from '../../engine/figures.ts';
import { planMigration } from '../../engine/migrate.ts';
import type { Facts } from '../../model/errors.ts';
import { type Plan, type PlannedMove, Reason } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import { withoutCompanions } from '../runs/without-companions.ts';

/** A move as it was planned some time ago. */
export interface EarlierMove {
  vmId: string | null;
  fromHostId: string;
  toHostId: string;
  kind: MoveKind;
  wave: number;
  reason: unknown;
}

/**
 * Moves planned earlier, or some of them, as a plan on today's snapshot: each checked after those before it, predicted
 * anew, with its reason kept and the figures in it of today. `faults` says which do not fit any more and why; then the plan holds those before them.
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
    return { plan: { moves: renumberWaves(moves), complete, before, after, rejections: [] }, faults };
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
    const next = {
      ...current,
      vms: current.vms.map((each) => (each === vm ? { ...vm, hostId: move.toHostId } : each)),
    };
    const reason = withTodaysLoads(Reason.parse(move.reason), move, hostLoads(current), hostLoads(next));
    moves.push({ ...again, wave: move.wave, reason });
    current = next;
  }
  return finish([]);
}

/** A reason whose loads are those around the move as it would go today; all else in it stays. */
function withTodaysLoads(reason: Reason, move: EarlierMove, before: HostLoad[], after: HostLoad[]): Reason {
  const isMemory = reason.code === 'memory-overload' || reason.facts.resource === 'memory';
  const percentAt = (loads: HostLoad[], hostId: string): number => {
    const load = loads.find((each) => each.hostId === hostId);
    return Math.round((load ? (isMemory ? load.memory : load.cpu) : 0) * 1000) / 10;
  };
  const today: Facts = {
    nowPercent: percentAt(before, move.fromHostId),
    sourceAfterPercent: percentAt(after, move.fromHostId),
    destinationAfterPercent: percentAt(after, move.toHostId),
  };
  const named = Object.entries(today).filter(([name]) => name in reason.facts);
  return { ...reason, facts: { ...reason.facts, ...Object.fromEntries(named) } };
}

/** Waves without the gaps that left-out moves make. */
function renumberWaves(moves: PlannedMove[]): PlannedMove[] {
  const waves = [...new Set(moves.map((move) => move.wave))].sort((a, b) => a - b);
  return moves.map((move) => ({ ...move, wave: waves.indexOf(move.wave) + 1 }));
}
