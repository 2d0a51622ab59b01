import type { ReserveState } from '../model/cluster-reserve.ts';
import type { PlannedMove } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { afterMoves } from './after-moves.ts';
import { judgeReserve } from './reserve/judge-reserve.ts';
import { isLost, surviveEachFailure } from './reserve/survive-failure.ts';

/** What hosts that are emptied leave of the cluster reserve while they are away. */
export interface ReserveAfter {
  readonly state: ReserveState;
  readonly more: number; // how many more hosts the policy asks to survive
  readonly unsafeIds: readonly string[]; // hosts that could not fail meanwhile, each alone
}

/** The reserve once these moves are made and these hosts have left: each of them counts as one of the failures. Pure. */
export function reserveAfter(
  snapshot: Snapshot,
  policy: Policy,
  {
    hostIds,
    moves,
  }: { hostIds: readonly string[]; moves: readonly Pick<PlannedMove, 'vmId' | 'toHostId'>[] },
): ReserveAfter {
  const after = afterMoves(snapshot, moves, hostIds);
  const { state, more } = judgeReserve(after, policy);
  const isOnline = new Set(after.hosts.flatMap((host) => (host.state === 'online' ? host.id : [])));
  const unsafeIds = surviveEachFailure(after, policy)
    .filter((each) => isLost(each) && each.hostIds.every((id) => isOnline.has(id)))
    .flatMap(({ hostIds: failed }) => failed);
  return { state, more, unsafeIds };
}
