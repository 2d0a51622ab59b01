import { leavingDisks } from '../../model/local-disks.ts';
import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';

/**
 * The snapshot for starting VMs again on other hosts after their own has died: nothing is copied, so what forbids a
 * migration does not count, nor what a destination once refused; only what a VM needs from its host does. A manager
 * that moves its VMs itself starts them again itself, and needs the same memory.
 */
export function forRestarts(snapshot: Snapshot): Snapshot {
  return { ...snapshot, refusals: [], vms: snapshot.vms.map((vm) => startable(leavingDisks(vm))) };
}

function startable({ managedBy, ties, ...vm }: SnapshotVm): SnapshotVm {
  const lasting = ties.filter(({ blocks }) => blocks.includes('offline'));
  return { ...vm, ties: lasting.map((tie) => ({ ...tie, blocks: ['live', 'quick', 'offline'] })) };
}
