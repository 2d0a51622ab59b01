import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';

/** A move that has begun or will begin before another one: its VM may be on either host by then. */
export interface UnfinishedMove {
  vmId: string | null;
  toHostId: string;
}

/**
 * The snapshot with every unfinished move counted on both hosts: its VM where it is, and a copy of it at the destination.
 * The copy keeps the rules that hold VMs apart, so that nothing is placed beside a VM that is on its way there.
 */
export function withUnfinished(snapshot: Snapshot, moves: UnfinishedMove[]): Snapshot {
  const copies: SnapshotVm[] = [];
  const copyOf = new Map<string, string>();
  for (const move of moves) {
    const vm = snapshot.vms.find((each) => each.id === move.vmId);
    if (!vm || vm.hostId === move.toHostId || copyOf.has(vm.id)) continue;
    const copy = { ...vm, id: `${vm.id}+incoming`, hostId: move.toHostId };
    copyOf.set(vm.id, copy.id);
    copies.push(copy);
  }
  if (copies.length === 0) return snapshot;
  return {
    ...snapshot,
    vms: [...snapshot.vms, ...copies],
    rules: snapshot.rules.map((rule) => {
      if (rule.kind !== 'apart') return rule;
      const added = rule.vmIds.map((id) => copyOf.get(id)).filter((id): id is string => id !== undefined);
      return { ...rule, vmIds: [...rule.vmIds, ...added] };
    }),
  };
}
