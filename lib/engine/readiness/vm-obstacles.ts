import type { InspectedObstacle } from '../../model/inspection.ts';
import type { SnapshotVm } from '../../model/snapshot.ts';
import { valueFor } from '../../model/value-for.ts';
import type { ReadinessInput } from './finding.ts';

/** The VMs with what stands between each and other hosts; VMs without any are left out. */
export function obstaclesByVm({ snapshot, uuids, inspection }: ReadinessInput) {
  const byUuid = new Map<string, InspectedObstacle[]>();
  for (const obstacle of inspection.obstacles)
    byUuid.set(obstacle.vmUuid, [...(byUuid.get(obstacle.vmUuid) ?? []), obstacle]);
  return snapshot.vms.flatMap((vm) => {
    const obstacles = valueFor(byUuid, uuids.get(vm.id)) ?? [];
    return obstacles.length === 0 ? [] : [{ vm, obstacles }];
  });
}

/** The hosts that these obstacles are about, and whether no other host is left for the VM. */
export function reachOf(
  { inspection }: ReadinessInput,
  vm: Pick<SnapshotVm, 'hostId'>,
  obstacles: readonly InspectedObstacle[],
): { hostIds: string[]; isEverywhere: boolean } {
  const hostIds = [...new Set(obstacles.map(({ toHostId }) => toHostId))];
  const others = inspection.hosts.filter(({ hostId }) => hostId !== vm.hostId);
  return { hostIds, isEverywhere: others.every(({ hostId }) => hostIds.includes(hostId)) };
}
