import type { Snapshot, SnapshotVm } from '../../model/snapshot.ts';
import { valueFor } from '../../model/value-for.ts';

/** A move that has started or will start before another one: by then its VM may be on either host. */
export interface UnfinishedMove {
  vmId: string | null;
  toHostId: string;
}

/**
 * The snapshot with every unfinished move counted on both hosts: its VM where it is, and a copy at each destination.
 * The copies obey the rules that keep VMs apart, so that no other VM of such a rule is placed there.
 */
export function withUnfinished(snapshot: Snapshot, moves: readonly UnfinishedMove[]): Snapshot {
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const copies = new Map<string, SnapshotVm>();
  const copiesOf = new Map<string, string[]>();
  for (const { vmId, toHostId } of moves) {
    const vm = valueFor(vms, vmId);
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
