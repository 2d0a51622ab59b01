import type { TriedDestination } from '../../model/tried-destination.ts';
import type { MoveRow } from './read-run-state.ts';
import type { Cause } from './retries.ts';

interface Tried {
  tried: readonly TriedDestination[];
}

/** If orders fail at this many destinations, the VM is the cause, whatever the hypervisors report. */
const MAX_DESTINATIONS_ORDERED = 5;

/** The hosts that are not tried any more. */
export const givenUp = (move: Tried): Set<string> => new Set(move.tried.map(({ hostId }) => hostId));

/** How often it was started at its current destination. */
export const triesHere = (move: Tried & { tries: number }): number =>
  move.tries - Math.max(0, ...move.tried.map(({ tries }) => tries));

/** Whether it may be ordered to one more destination. */
export const mayOrderElsewhere = (move: Tried): boolean =>
  move.tried.filter(({ isOrdered }) => isOrdered).length + 1 < MAX_DESTINATIONS_ORDERED;

/** The list with its current destination added, with the cause. */
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
