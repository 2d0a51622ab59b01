import { type Facts, type Failure, type FailureScope, mayGoElsewhere } from '../../model/errors.ts';
import type { MoveCode } from '../../model/move-code.ts';
import { failureOf } from './failure-of.ts';

const BACK_OFF_SECONDS = [10, 30, 90, 270] as const;
const MAX_BACK_OFF_SECONDS = 300;

/** Why a try ended: a code of the drivers, of planning, or of the executor itself. */
export interface Cause {
  code: MoveCode;
  facts: Facts;
  message?: string | null;
  scope?: FailureScope | null; // where a hypervisor said it; null: that of its code
}

/** The executor's own causes that can pass. */
const ownMoments: ReadonlySet<string> = new Set(['host-silent', 'not-started']);

/** Causes of the moment that are tried fewer times than the cluster lets. */
const maxTriesByCode: Readonly<Record<string, number>> = {
  'migration-failed': 2, // without a cause it may be anything; twice is a pattern
  'migration-cancelled': 1, // somebody wanted it
};

/**
 * Whether a move that was begun `tries` times at this destination may be begun there once more: only what is of the moment
 * can pass. A host that does not answer now may answer later; one that people took out does not come back by itself.
 */
export function mayTryAgain(cause: Cause, tries: number, maxTries: number): boolean {
  const isOffline = cause.code === 'host-not-online' && cause.facts.state === 'offline';
  const isOfMoment = isOffline || ownMoments.has(cause.code) || failureOf(cause)?.scope === 'moment';
  return isOfMoment && tries < Math.min(maxTries, maxTriesByCode[cause.code] ?? Number.POSITIVE_INFINITY);
}

/** Whether another destination may not have this cause. */
export function isElsewhereOpen(cause: Cause): boolean {
  const failure = failureOf(cause);
  return failure !== null && mayGoElsewhere(failure);
}

const gravity: readonly FailureScope[] = ['vm', 'pair', 'host', 'moment'];

/** Of all that stands against a move, what will not pass first. */
export function gravest<Found extends Failure>(found: readonly Found[]): Found | null {
  const order = found.toSorted((a, b) => gravity.indexOf(a.scope) - gravity.indexOf(b.scope));
  return order[0] ?? null;
}

/** When a move that was begun `tries` times may be begun again: after 10 s, 30 s, 90 s, and 5 minutes at most. */
export function nextTryAt(now: Date, tries: number): Date {
  const seconds = BACK_OFF_SECONDS[Math.max(0, tries - 1)] ?? MAX_BACK_OFF_SECONDS;
  return new Date(now.getTime() + seconds * 1000);
}

/**
 * Milliseconds until a move may be begun; 0: it may now. A time further ahead than any back-off was set before somebody turned
 * the clock back: it has passed.
 */
export function dueInMs(notBefore: Date | null, now: Date): number {
  const aheadMs = notBefore === null ? 0 : notBefore.getTime() - now.getTime();
  return aheadMs > MAX_BACK_OFF_SECONDS * 1000 ? 0 : Math.max(0, aheadMs);
}
