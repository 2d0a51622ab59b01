import type { ReserveAfter } from '../../lib/engine/reserve-after.ts';
import type { PlannedMove } from '../../lib/model/plan.ts';
import type { Snapshot } from '../../lib/model/snapshot.ts';
import { insist } from './promise.ts';
import { failuresOf, isSurvived, packingOf } from './reserve-by-force.ts';

/** What a host may need for itself: the engine leaves it out or not, and neither answer is wrong. */
const UNSURE_MIB = 2048;

type Moves = readonly Pick<PlannedMove, 'vmId' | 'toHostId'>[];

/**
 * What is said of the reserve before hosts are emptied: each host that is away then counts as one of the failures, and a reserve that is
 * said to be kept is kept.
 */
export function checkSaid(
  said: ReserveAfter | null,
  failures: number,
  { snapshot, moves, hostIds }: { snapshot: Snapshot; moves: Moves; hostIds: readonly string[] },
): void {
  if (said === null) return;
  const packing = packingOf(snapshot, { moves, away: hostIds });
  const away = packing.hosts.filter(({ isOnline }) => !isOnline).length;
  const more = Math.max(0, failures - away);
  insist(
    said.more === more,
    `${away} hosts are away of ${failures} that may fail, and it says ${said.more} more`,
  );
  if (said.state !== 'kept') return;
  const lost = failuresOf(packing, more).find((failed) => !isSurvived(packing, failed));
  insist(lost === undefined, `the reserve is said to be kept, and ${lost?.join(', ')} could not fail`);
}

/** Moves that balance a cluster whose reserve is kept in plans: no failure that was survived before is not survived after them. */
export function checkKept(snapshot: Snapshot, failures: number, moves: Moves): void {
  const before = packingOf(snapshot, { keptMiB: UNSURE_MIB });
  const after = packingOf(snapshot, { moves });
  const away = before.hosts.filter(({ isOnline }) => !isOnline).length;
  for (const failed of failuresOf(before, Math.max(0, failures - away))) {
    const isLost = isSurvived(before, failed) && !isSurvived(after, failed);
    insist(!isLost, `after a suggestion ${failed.join(', ')} could not fail any more`);
  }
}
