import { hostLoads, simulateMoves } from '../../engine/figures.ts';
import { withNeeded } from '../../model/dependent-moves.ts';
import { isOverloaded } from '../../model/overload.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type EarlierMove, findFault } from './recheck-moves.ts';

/**
 * For each move of a plan, the indices of those that it needs: that make room for it, that move the same VM, or a VM that
 * must stay together with it; and, if it would not fit without them or would push a host over a threshold, the earlier moves
 * between its hosts. `snapshot`: the one that the plan was made on. Pure.
 */
export function neededMoves(snapshot: Snapshot, policy: Policy, moves: readonly EarlierMove[]): number[][] {
  const stated = moves.map((move, index) =>
    moves.flatMap((other, at) => (at !== index && isStated(snapshot, other, move) ? at : [])),
  );
  const isWhole = (indices: readonly number[]): boolean =>
    fitsAlone(
      snapshot,
      policy,
      moves.filter((_, at) => indices.includes(at)),
    );
  return moves.map((move, index) => {
    const own = withNeeded(stated, [index]);
    const hosts = [move.fromHostId, move.toHostId];
    const isNear = ({ fromHostId, toHostId }: EarlierMove) =>
      hosts.includes(fromHostId) || hosts.includes(toHostId);
    const earlier = (isWanted: (other: EarlierMove) => boolean): number[] =>
      moves.flatMap((other, at) => (at < index && isWanted(other) ? at : []));
    const candidates = [
      own,
      withNeeded(stated, [...own, ...earlier(({ fromHostId }) => fromHostId === move.toHostId)]),
      withNeeded(stated, [...own, ...earlier(isNear)]),
    ];
    const found = candidates.find(isWhole) ?? [...moves.keys()];
    return found.filter((at) => at !== index);
  });
}

function isStated({ rules, vms }: Snapshot, other: EarlierMove, move: EarlierMove): boolean {
  if (other.vmId === move.vmId) return true;
  const { code, facts } = other.reason;
  if (code === 'make-room') return facts.forVm === nameOf(vms, move.vmId);
  return rules.some(
    ({ kind, mode, vmIds }) =>
      kind === 'together' &&
      mode === 'must' &&
      [other.vmId, move.vmId].every((id) => id !== null && vmIds.includes(id)),
  );
}

const nameOf = (vms: Snapshot['vms'], vmId: string | null): string | null => {
  const vm = vms.find(({ id }) => id === vmId);
  return vm?.name ?? vm?.id ?? null;
};

/** Whether these moves can be carried out without the others, and leave no host over a threshold that is under it. */
function fitsAlone(snapshot: Snapshot, policy: Policy, moves: readonly EarlierMove[]): boolean {
  if (findFault(snapshot, policy, moves) !== null) return false;
  const known = moves.flatMap(({ vmId, toHostId }) => (vmId === null ? [] : { vmId, toHostId }));
  const over = new Set(
    hostLoads(snapshot)
      .filter((load) => isOverloaded(load, policy))
      .map(({ hostId }) => hostId),
  );
  const after = simulateMoves(snapshot, known).at(-1) ?? [];
  return after.every((load) => !load.isCounted || over.has(load.hostId) || !isOverloaded(load, policy));
}
