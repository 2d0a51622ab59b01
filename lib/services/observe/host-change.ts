import type { HostRow } from '../planning/snapshot-of.ts';

/** A host that may receive VMs has joined its cluster, or answers again: a reason to evaluate the cluster at once. */
export type HostChange = 'host-joined' | 'host-returned';

type Seen = Pick<HostRow, 'id' | 'connection' | 'mode' | 'lastSampleAt'>;

/** The change between two readings; null: there is none. Pure. */
export function hostChange(before: readonly Seen[], now: readonly Seen[]): HostChange | null {
  const isBack = ({ id, connection }: Seen): boolean =>
    connection !== 'up' &&
    now.some((host) => host.id === id && host.connection === 'up' && host.mode === 'active');
  const back = before.filter(isBack);
  if (back.some(({ lastSampleAt }) => lastSampleAt === null)) return 'host-joined';
  return back.length > 0 ? 'host-returned' : null;
}
