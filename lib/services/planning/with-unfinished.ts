import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';

/** A move that has begun or will begin before another one: its VM may be on either host by then. */
export interface UnfinishedMove {
  vmId: string | null;
  toHostId: string;
}

/**
 * The snapshot with every unfinished move counted on both hosts: its VM where it is, and a copy of it at each destination.
 * The copies keep the rules that hold VMs apart, so that nothing is placed beside a VM that is on its way there.
 */
export function withUnfinished(snapshot: Snapshot, moves: readonly UnfinishedMove[]): Snapshot {
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const copies = new Map<string, SnapshotVm>();
  const copiesOf = new Map<string, string[]>();
  for (const { vmId, toHostId } of moves) {
    const vm = vms.get(vmId ?? '');
    if (!vm || vm.hostId === toHostId) continue;
    const id = `${vm.id}+${toHostId}`;
    if (copies.has(id)) continue;
    copies.set(id, { ...vm, id, hostId: toHostId });
    copiesOf.set(vm.id, [...(copiesOf.get(vm.id) ?? []), id]);
  }
  if (copies.size === 0) return snapshot;
  return {
    ...snapshot,
    vms: [...snapshot.vms, ...copies.values()],
    rules: snapshot.rules.map((rule) =>
      rule.kind === 'apart'
        ? { ...rule, vmIds: [...rule.vmIds, ...rule.vmIds.flatMap((id) => copiesOf.get(id) ?? [])] }
        : rule,
    ),
  };
}
