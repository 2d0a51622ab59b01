import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { heldMiB } from '../cluster/memory.ts';
import { type FailureOutcome, isLost, surviveEachFailure, surviveFailure } from './survive-failure.ts';

/** Sets of hosts that were searched, and those that may not fail. */
export interface TogetherOutcome {
  readonly lost: FailureOutcome[]; // not survived, the fullest hosts first; at most `MAX_LOST`
  readonly unchecked: number; // sets that were not searched, because there are too many
}

/** So many sets say enough of why. */
const MAX_LOST = 20;
/** All pairs of 64 hosts are 2,016. */
const MAX_SETS = 2100;

/**
 * Which sets of so many hosts could not fail at once, as `isLost` judges each. Sets of the fullest hosts are
 * searched first, and the search ends once enough are lost. `count`: 1 is each host alone, 0 nothing.
 */
export function surviveTogether(snapshot: Snapshot, policy: Policy, count: number): TogetherOutcome {
  if (count === 0) return { lost: [], unchecked: 0 };
  if (count === 1) return { lost: surviveEachFailure(snapshot, policy).filter(isLost), unchecked: 0 };
  const lost: FailureOutcome[] = [];
  let checked = 0;
  const sets = setsOf(fullestFirst(snapshot), count);
  for (const hostIds of sets) {
    if (checked === MAX_SETS || lost.length === MAX_LOST) break;
    checked += 1;
    lost.push(...[surviveFailure(snapshot, policy, hostIds)].filter(isLost));
  }
  return { lost, unchecked: lost.length === MAX_LOST ? 0 : sets.length - checked };
}

/** The online hosts that run VMs, by the memory that these hold. */
function fullestFirst({ hosts, vms }: Snapshot): string[] {
  const held = new Map<string, number>();
  for (const vm of vms) held.set(vm.hostId, (held.get(vm.hostId) ?? 0) + heldMiB(vm));
  const of = (id: string): number => held.get(id) ?? 0;
  return hosts
    .filter(({ id, state }) => state === 'online' && of(id) > 0)
    .map(({ id }) => id)
    .sort((a, b) => of(b) - of(a) || (a < b ? -1 : 1));
}

/** All sets of so many hosts, those of the first ones first. */
function setsOf(hostIds: readonly string[], count: number): string[][] {
  if (count === 1) return hostIds.map((id) => [id]);
  return hostIds.flatMap((id, i) => setsOf(hostIds.slice(i + 1), count - 1).map((rest) => [id, ...rest]));
}
