import type { Facts } from '../../model/errors.ts';

const BACK_OFF_SECONDS = [10, 30, 90, 270] as const;
const MOST_SECONDS = 300;

/** Causes that can pass, by code, each with how often a move may be begun for it; Infinity: as often as the cluster lets. */
const triesForCause: Readonly<Record<string, number>> = {
  'host-silent': Number.POSITIVE_INFINITY, // before anything was ordered
  'destination-unreachable': Number.POSITIVE_INFINITY,
  'destination-lost': Number.POSITIVE_INFINITY,
  'vm-busy': Number.POSITIVE_INFINITY,
  'driver-failed': Number.POSITIVE_INFINITY,
  'not-started': Number.POSITIVE_INFINITY,
  'migration-failed': 2, // without a cause it may be anything; twice is a pattern
};

/**
 * Whether a move that was begun `tries` times may be begun once more after this cause. A host that does not answer now may
 * answer later; one that people took out of service does not come back by itself.
 */
export function mayTryAgain(cause: { code: string; facts: Facts }, tries: number, maxTries: number): boolean {
  const isOffline = cause.code === 'host-not-online' && cause.facts.state === 'offline';
  const most = isOffline ? Number.POSITIVE_INFINITY : (triesForCause[cause.code] ?? 0);
  return tries < Math.min(maxTries, most);
}

/** When a move that was begun `tries` times may be begun again: after 10 s, 30 s, 90 s, and 5 minutes at most. */
export function nextTryAt(now: Date, tries: number): Date {
  const seconds = BACK_OFF_SECONDS[Math.max(0, tries - 1)] ?? MOST_SECONDS;
  return new Date(now.getTime() + seconds * 1000);
}

/** A time further ahead than any back-off was set before somebody turned the clock back: it has passed. */
export function isDue(notBefore: Date | null, now: Date): boolean {
  if (notBefore === null) return true;
  const aheadMs = notBefore.getTime() - now.getTime();
  return aheadMs <= 0 || aheadMs > MOST_SECONDS * 1000;
}

/** Obstacles that another destination may not have. */
const destinationCodes: ReadonlySet<string> = new Set([
  'destination-unreachable',
  'destination-refused',
  'destination-full',
  'same-host',
  'name-taken',
  'network-missing',
  'storage-missing',
  'storage-unsafe',
  'cpu-incompatible',
]);

export const isOfDestination = (code: string): boolean => destinationCodes.has(code);
