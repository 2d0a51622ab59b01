import type { WantedPlace } from '../../model/intent.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';
import { afterMoves } from '../after-moves.ts';
import { heldMiB, memoryLimitMiB } from '../cluster/memory.ts';
import { planRelocations } from '../relocate.ts';
import { judgeReserve } from './judge-reserve.ts';
import { type FailureOutcome, surviveFailure } from './survive-failure.ts';

/** More moves are no small correction. */
const MAX_MOVES = 12;
/** Moves that are tried in all: each is a search. */
const MAX_TRIED = 150;
/** Of each choice, so many of the most promising. */
const [LEFT_TRIED, TARGETS_TRIED, VMS_TRIED, HOSTS_TRIED] = [3, 6, 4, 4];

/**
 * Moves after which the cluster keeps its reserve, in order, each of which the hard rules allow; null: none were found, which
 * proves nothing. Each step makes a place for a VM that would find none: it moves a VM away from a host that
 * has nearly enough free memory, so that fewer VMs in all would find no host.
 */
export function movesBack(snapshot: Snapshot, policy: Policy): WantedPlace[] | null {
  let [current, lost] = [snapshot, judgeReserve(snapshot, policy).lost];
  const made: WantedPlace[] = [];
  let tried = 0;
  while (lost.length > 0) {
    if (made.length === MAX_MOVES) return null;
    const step = candidates(current, policy, lost).find((move) => {
      tried += 1;
      return tried <= MAX_TRIED && improves(current, policy, lost, move);
    });
    if (!step) return null;
    made.push(step);
    current = afterMoves(current, [step]);
    lost = judgeReserve(current, policy).lost;
  }
  return made;
}

const leftIn = (lost: readonly FailureOutcome[]): number =>
  lost.reduce((sum, { leftIds, boundIds }) => sum + leftIds.length - boundIds.length, 0);

/** The failure that it is for is searched first, because most moves do not even help there. */
function improves(
  snapshot: Snapshot,
  policy: Policy,
  lost: readonly FailureOutcome[],
  move: WantedPlace,
): boolean {
  const [worst] = lost;
  const after = afterMoves(snapshot, [move]);
  if (!worst || surviveFailure(after, policy, worst.hostIds).leftIds.length >= worst.leftIds.length)
    return false;
  const { moves } = planRelocations(snapshot, policy, [move], { code: 'requested', facts: {} });
  return moves.length === 1 && leftIn(judgeReserve(after, policy).lost) < leftIn(lost);
}

/** Moves that free the missing memory on a host, the smallest lack first, and moves of the VM itself. */
function candidates(snapshot: Snapshot, policy: Policy, [worst]: readonly FailureOutcome[]): WantedPlace[] {
  if (!worst) return [];
  const free = freeMemory(snapshot, policy);
  const freeOn = (hostId: string): number => free.get(hostId) ?? 0;
  const left = snapshot.vms
    .filter(({ id }) => worst.leftIds.includes(id) && !worst.boundIds.includes(id))
    .toSorted(largerFirst);
  const roomier = [...free.keys()].toSorted((a, b) => freeOn(b) - freeOn(a) || (a < b ? -1 : 1));
  const toHosts = (vm: SnapshotVm): WantedPlace[] =>
    roomier
      .filter((id) => id !== vm.hostId && freeOn(id) >= heldMiB(vm))
      .slice(0, HOSTS_TRIED)
      .map((toHostId) => ({ vmId: vm.id, toHostId }));
  return left.slice(0, LEFT_TRIED).flatMap((waiting) => {
    const lack = (id: string): number => heldMiB(waiting) - freeOn(id);
    const targets = roomier.filter((id) => !worst.hostIds.includes(id) && lack(id) > 0);
    const making = targets.slice(0, TARGETS_TRIED).flatMap((target) =>
      snapshot.vms
        .filter((vm) => vm.hostId === target && isMovable(vm) && heldMiB(vm) >= lack(target))
        .toSorted((a, b) => largerFirst(b, a))
        .slice(0, VMS_TRIED)
        .flatMap(toHosts),
    );
    return [...making, ...(isMovable(waiting) ? toHosts(waiting) : [])];
  });
}

const isMovable = ({ automation, balancedBy, excludedBy, state }: SnapshotVm): boolean =>
  automation === 'inherit' && balancedBy === undefined && excludedBy === undefined && state === 'running';

const largerFirst = (a: SnapshotVm, b: SnapshotVm): number =>
  heldMiB(b) - heldMiB(a) || (a.id < b.id ? -1 : 1);

/** Of each online host, in MiB. */
function freeMemory({ hosts, vms }: Snapshot, policy: Policy): Map<string, number> {
  const free = new Map(
    hosts.flatMap((host) =>
      host.state === 'online' ? [[host.id, memoryLimitMiB(host, policy)] as const] : [],
    ),
  );
  for (const vm of vms) {
    const now = free.get(vm.hostId);
    if (now !== undefined) free.set(vm.hostId, now - heldMiB(vm));
  }
  return free;
}
