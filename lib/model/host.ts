import { z } from 'zod';
import type { Transitions } from './transitions.ts';

/** The mode that people set. A host that reboots in maintenance mode stays in it. */
export const HostMode = z.enum(['active', 'draining', 'maintenance']);
export type HostMode = z.infer<typeof HostMode>;

/** Draining leads to active if it is cancelled, or if the host is returned to service. */
export const hostModeTransitions: Transitions<HostMode> = {
  active: ['draining'],
  draining: ['maintenance', 'active'],
  maintenance: ['active'],
};

/** What was observed. Unknown: the last good sample is older than three intervals. */
export const Connection = z.enum(['up', 'down', 'unknown']);
export type Connection = z.infer<typeof Connection>;

/** The state of a host in a snapshot, derived from the two above. */
export const HostState = z.enum(['online', 'draining', 'maintenance', 'offline', 'failing']);
export type HostState = z.infer<typeof HostState>;

/**
 * The mode counts first; then a host that is down or unknown is offline: neither source nor destination. A host that was
 * marked as failing takes no VM, and can be emptied.
 */
export function deriveHostState(mode: HostMode, connection: Connection, isFailing: boolean): HostState {
  if (mode !== 'active') return mode;
  if (connection !== 'up') return 'offline';
  return isFailing ? 'failing' : 'online';
}

/** A pool of huge pages of one size; its memory cannot be used for anything else. */
export const HugePagePool = z.object({ pageKiB: z.number().positive(), totalMiB: z.number().nonnegative() });
export type HugePagePool = z.infer<typeof HugePagePool>;

/** How many samples may be missing before the last one is too old. */
export const STALE_AFTER_INTERVALS = 3;

/**
 * The connection at the time `now`: it is unknown if the last good sample is older than three intervals, even if no
 * worker has recorded that.
 */
export function effectiveConnection(
  connection: Connection,
  lastSampleAt: Date | null,
  now: Date,
  intervalSeconds: number,
): Connection {
  if (connection !== 'up') return connection;
  const ageSeconds = lastSampleAt
    ? (now.getTime() - lastSampleAt.getTime()) / 1000
    : Number.POSITIVE_INFINITY;
  return isStale(ageSeconds, intervalSeconds) ? 'unknown' : 'up';
}

/** Whether a sample is too old to count. A sample from the future does not count either: a clock was wrong. */
export const isStale = (ageSeconds: number, intervalSeconds: number): boolean =>
  Math.abs(ageSeconds) > STALE_AFTER_INTERVALS * intervalSeconds;
