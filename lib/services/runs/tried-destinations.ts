import { z } from 'zod';
import { failureScopes } from '../../model/errors.ts';
import type { MoveRow } from './read-run-state.ts';
import type { Cause } from './retries.ts';

/** A destination that a move was to go to, and was given up for another: where, why, and after how many tries in all. */
export const TriedDestination = z.object({
  hostId: z.string(),
  host: z.string(),
  code: z.string(),
  scope: z.enum(failureScopes).nullable().default(null),
  facts: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  message: z.string().nullable().default(null),
  at: z.string(), // ISO time
  tries: z.number(),
  isOrdered: z.boolean(), // false: it was only asked
});
export type TriedDestination = z.infer<typeof TriedDestination>;

/** Orders that go wrong at so many destinations are of the VM, whatever the hypervisors say. */
const MOST_ORDERED = 5;

/** The destinations that a move has given up, as its row keeps them. */
export function triedOf(move: { tried: unknown }): TriedDestination[] {
  const parsed = z.array(TriedDestination).safeParse(move.tried);
  return parsed.success ? parsed.data : [];
}

/** The hosts that it does not go to any more. */
export const givenUp = (move: { tried: unknown }): Set<string> =>
  new Set(triedOf(move).map(({ hostId }) => hostId));

/** How often it was begun at the destination that it has now. */
export const triesHere = (move: { tried: unknown; tries: number }): number =>
  move.tries - Math.max(0, ...triedOf(move).map(({ tries }) => tries));

/** Whether it may be ordered to one more destination. */
export const mayOrderElsewhere = (move: { tried: unknown }): boolean =>
  triedOf(move).filter(({ isOrdered }) => isOrdered).length + 1 < MOST_ORDERED;

/** The list with the destination that it has now, given up for this cause. */
export function withGivenUp(
  move: Pick<MoveRow, 'tried' | 'tries' | 'toHostId' | 'toHostName'>,
  { code, scope = null, facts, message = null }: Cause,
  now: Date,
  isOrdered: boolean,
): TriedDestination[] {
  const here = {
    ...{ hostId: move.toHostId, host: move.toHostName, code, scope, facts, message },
    ...{ at: now.toISOString(), tries: move.tries, isOrdered },
  };
  return [...triedOf(move).filter(({ hostId }) => hostId !== move.toHostId), here];
}
