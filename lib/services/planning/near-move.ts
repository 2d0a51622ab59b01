import type { Snapshot, SnapshotRule, SnapshotVm } from '../../model/snapshot.ts';

/**
 * The snapshot with those VMs alone that decide whether a VM may go to a host: those on its two hosts, and wherever they are
 * those that rules name with it, or with VMs that must stay with it. Every rule that binds them is whole. To judge a move
 * takes a fraction of the time then, and the answer is the same; the cluster's figures are not.
 */
export function nearMove(snapshot: Snapshot, vm: SnapshotVm, toHostId: string): Snapshot {
  const mates = matesOf(snapshot.rules, vm.id);
  const rules = snapshot.rules.filter((rule) => rule.vmIds.some((id) => mates.has(id)));
  const named = new Set(rules.flatMap((rule) => rule.vmIds));
  const isNear = ({ id, hostId }: SnapshotVm) => hostId === vm.hostId || hostId === toHostId || named.has(id);
  const vms = snapshot.vms.filter(isNear);
  return { ...snapshot, vms, rules, refusals: snapshot.refusals?.filter(({ vmId }) => mates.has(vmId)) };
}

/** The VM with all that must stay with it, or with one of those. */
function matesOf(rules: readonly SnapshotRule[], vmId: string): Set<string> {
  const mates = new Set([vmId]);
  const together = rules.filter(({ kind }) => kind === 'together');
  for (const mate of mates) // grows while it is walked through
    for (const { vmIds } of together) if (vmIds.includes(mate)) for (const id of vmIds) mates.add(id);
  return mates;
}
