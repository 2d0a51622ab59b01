import type { TriedDestination } from '../../model/tried-destination.ts';
import type { MoveRow } from './read-run-state.ts';
import type { Cause } from './retries.ts';

interface Tried {
  tried: readonly TriedDestination[];
}

/** Orders that go wrong at so many destinations are of the VM, whatever the hypervisors say. */
const MAX_DESTINATIONS_ORDERED = 5;

/** The hosts that it does not go to any more. */
export const givenUp = (move: Tried): Set<string> => new Set(move.tried.map(({ hostId }) => hostId));

/** How often it was begun at the destination that it has now. */
export const triesHere = (move: Tried & { tries: number }): number =>
  move.tries - Math.max(0, ...move.tried.map(({ tries }) => tries));

/** Whether it may be ordered to one more destination. */
export const mayOrderElsewhere = (move: Tried): boolean =>
  move.tried.filter(({ isOrdered }) => isOrdered).length + 1 < MAX_DESTINATIONS_ORDERED;

/** The list with the destination that it has now, given up for this cause. */
export function withGivenUp(
  move: Pick<MoveRow, 'tried' | 'tries' | 'toHostId' | 'toHostName'>,
  { code, scope = null, facts, message = null }: Cause,
  now: Date,
  isOrdered: boolean,
): TriedDestination[] {
  const here = {
    hostId: move.toHostId,
    host: move.toHostName,
    code,
    scope,
    facts,
    message,
    at: now.toISOString(),
    tries: move.tries,
    isOrdered,
  };
  return [...move.tried.filter(({ hostId }) => hostId !== move.toHostId), here];
}
