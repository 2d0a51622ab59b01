import type { ReserveState } from '../../model/cluster-reserve.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { FailureOutcome } from './survive-failure.ts';
import { surviveTogether } from './survive-together.ts';

/** The cluster reserve: what is asked for, what is used of it, and what could not be survived. */
export interface ReserveJudgement {
  readonly state: ReserveState;
  readonly awayIds: readonly string[]; // hosts that take no VMs: each counts as one of the failures
  readonly more: number; // how many more hosts may fail at once
  readonly lost: readonly FailureOutcome[]; // sets of so many hosts that may not
  readonly unchecked: number; // further sets, which were not searched
}

/**
 * Whether any `failuresToSurvive` hosts could be away at once: hosts in maintenance, that drain or that do not answer are
 * already, and any of the others may join them. Proved by placements that were found, never by sums.
 */
export function judgeReserve(snapshot: Snapshot, policy: Policy): ReserveJudgement {
  const awayIds = snapshot.hosts.filter(({ state }) => state !== 'online').map(({ id }) => id);
  const more = Math.max(0, policy.failuresToSurvive - awayIds.length);
  const { lost, unchecked } = surviveTogether(snapshot, policy, more);
  return { state: stateOf(policy, more, lost.length), awayIds, more, lost, unchecked };
}

function stateOf({ failuresToSurvive }: Policy, more: number, lost: number): ReserveState {
  if (failuresToSurvive === 0) return 'off';
  if (more === 0) return 'in-use';
  return lost > 0 ? 'over-committed' : 'kept';
}
