import { leavingDisks, takingDisks } from '../../model/local-disks.ts';
import type { OrderPatch } from '../../model/policy.ts';
import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';

/**
 * The snapshot for an order with these options: they override the target pauses that VMs have themselves, and what becomes of
 * their local disks. Pure.
 */
export function withAsked(snapshot: Snapshot, { targetPauseMs, localDisks }: OrderPatch): Snapshot {
  if (targetPauseMs === undefined && localDisks === undefined) return snapshot;
  const asked = (vm: SnapshotVm): SnapshotVm => {
    const paused = targetPauseMs === undefined ? vm : { ...vm, targetPauseMs: undefined };
    if (localDisks === undefined) return paused;
    return localDisks === 'take' ? takingDisks(paused) : leavingDisks(paused);
  };
  return { ...snapshot, vms: snapshot.vms.map(asked) };
}
