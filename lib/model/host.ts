import { z } from 'zod';
import type { Transitions } from './transitions.ts';

/** What people set. A host that reboots during maintenance comes back into maintenance. */
export const HostMode = z.enum(['active', 'draining', 'maintenance']);
export type HostMode = z.infer<typeof HostMode>;

/** Draining leads to active when it is called off, or when the host is taken back into service. */
export const hostModeTransitions: Transitions<HostMode> = {
  active: ['draining'],
  draining: ['maintenance', 'active'],
  maintenance: ['active'],
};

/** What was seen. Unknown: the last good sample is older than three intervals. */
export const Connection = z.enum(['up', 'down', 'unknown']);
export type Connection = z.infer<typeof Connection>;

/** A host's state in a snapshot, derived from the two above. */
export const HostState = z.enum(['online', 'draining', 'maintenance', 'offline']);
export type HostState = z.infer<typeof HostState>;

/** The mode first; then a host that is down or unknown is offline: neither source nor target. */
export function deriveHostState(mode: HostMode, connection: Connection): HostState {
  if (mode !== 'active') return mode;
  return connection === 'up' ? 'online' : 'offline';
}

/** A pool of huge pages of one size; its memory is not to be had for anything else. */
export const HugePagePool = z.object({ pageKiB: z.number().positive(), totalMiB: z.number().nonnegative() });
export type HugePagePool = z.infer<typeof HugePagePool>;

/** Samples that may be missing before what was seen last counts for nothing. */
export const STALE_AFTER_INTERVALS = 3;

/**
 * The connection as it must be read at `now`: a last good sample older than three intervals means unknown,
 * also when nobody is left who could have written that down.
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

/** Whether what was seen so long ago counts for nothing. So does what was seen in the future: a clock was wrong then. */
export const isStale = (ageSeconds: number, intervalSeconds: number): boolean =>
  Math.abs(ageSeconds) > STALE_AFTER_INTERVALS * intervalSeconds;
