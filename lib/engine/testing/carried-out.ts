import type { Snapshot } from '../../model/snapshot.ts';

/** The snapshot as these moves leave it, carried out in their order. */
export function carriedOut(
  snapshot: Snapshot,
  moves: readonly { vmId: string; toHostId: string }[],
): Snapshot {
  const places = new Map(moves.map(({ vmId, toHostId }) => [vmId, toHostId]));
  return { ...snapshot, vms: snapshot.vms.map((vm) => ({ ...vm, hostId: places.get(vm.id) ?? vm.hostId })) };
}
