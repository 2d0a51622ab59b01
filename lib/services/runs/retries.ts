import { type Facts, type Failure, type FailureScope, mayGoElsewhere } from '../../model/errors.ts';
import type { MoveCode } from '../../model/move-code.ts';
import { failureOf } from './failure-of.ts';

const BACK_OFF_SECONDS = [10, 30, 90, 270] as const;
const MAX_BACK_OFF_SECONDS = 300;

/** Why an attempt ended: a code of the drivers, of planning, or of the executor itself. */
export interface Cause {
  code: MoveCode;
  facts: Facts;
  message?: string | null;
  scope?: FailureScope | null; // given if a hypervisor reported it; null: that of its code
}

/** The executor's own causes that are temporary. */
const ownMoments: ReadonlySet<string> = new Set(['host-silent', 'not-started']);

/** Causes of the moment that are retried less often than the cluster allows. */
const maxTriesByCode: Readonly<Record<string, number>> = {
  'migration-failed': 2, // an unknown cause can be anything; twice is a pattern
  'migration-cancelled': 1, // somebody wanted it
};

/**
 * Whether a move that was started `tries` times at this destination may be retried there: only failures of the moment
 * may pass. A host that does not answer now may answer later; one that is in maintenance mode does not return by
 * itself.
 */
export function mayTryAgain(cause: Cause, tries: number, maxTries: number): boolean {
  const isOffline = cause.code === 'host-not-online' && cause.facts.state === 'offline';
  const isOfMoment = isOffline || ownMoments.has(cause.code) || failureOf(cause)?.scope === 'moment';
  return isOfMoment && tries < Math.min(maxTries, maxTriesByCode[cause.code] ?? Number.POSITIVE_INFINITY);
}

/** The same for a copy of which nothing was sent any more: it may be repeated there once. */
export const mayRepeatSilent = (tries: number, maxTries: number): boolean => tries < Math.min(maxTries, 2);

/** Whether another destination may not have this cause. */
export function isElsewhereOpen(cause: Cause): boolean {
  const failure = failureOf(cause);
  return failure !== null && mayGoElsewhere(failure);
}

const gravity: readonly FailureScope[] = ['vm', 'pair', 'host', 'moment'];

/** The most permanent of the obstacles of a move. */
export function gravest<Found extends Failure>(found: readonly Found[]): Found | null {
  const order = found.toSorted((a, b) => gravity.indexOf(a.scope) - gravity.indexOf(b.scope));
  return order[0] ?? null;
}

/** When a move that was started `tries` times may be retried: after 10 s, 30 s, 90 s, and at most 5 minutes. */
export function nextTryAt(now: Date, tries: number): Date {
  const seconds = BACK_OFF_SECONDS[Math.max(0, tries - 1)] ?? MAX_BACK_OFF_SECONDS;
  return new Date(now.getTime() + seconds * 1000);
}

/**
 * Milliseconds until a move may be started; 0: now. A time further ahead than any back-off was set before a clock was
 * set back, and has passed.
 */
export function dueInMs(notBefore: Date | null, now: Date): number {
  const aheadMs = notBefore === null ? 0 : notBefore.getTime() - now.getTime();
  return aheadMs > MAX_BACK_OFF_SECONDS * 1000 ? 0 : Math.max(0, aheadMs);
}
