import type { OrderPatch } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** The snapshot for an order with these options: they override the target pauses that VMs have themselves. Pure. */
export function withAsked(snapshot: Snapshot, { targetPauseMs }: OrderPatch): Snapshot {
  if (targetPauseMs === undefined) return snapshot;
  return { ...snapshot, vms: snapshot.vms.map((vm) => ({ ...vm, targetPauseMs: undefined })) };
}
