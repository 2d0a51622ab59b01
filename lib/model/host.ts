import { z } from 'zod';

/** What people set. A host that reboots during maintenance comes back into maintenance. */
export const HostMode = z.enum(['active', 'draining', 'maintenance']);
export type HostMode = z.infer<typeof HostMode>;

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
