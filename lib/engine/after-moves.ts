import type { PlannedMove } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** The snapshot once these moves are made, with these hosts in maintenance mode. Pure. */
export function afterMoves(
  snapshot: Snapshot,
  moves: readonly Pick<PlannedMove, 'vmId' | 'toHostId'>[],
  awayIds: readonly string[] = [],
): Snapshot {
  const places = new Map(moves.map(({ vmId, toHostId }) => [vmId, toHostId]));
  const isAway = new Set(awayIds);
  return {
    ...snapshot,
    hosts: snapshot.hosts.map((host) => (isAway.has(host.id) ? { ...host, state: 'maintenance' } : host)),
    vms: snapshot.vms.map((vm) => ({ ...vm, hostId: places.get(vm.id) ?? vm.hostId })),
  };
}
