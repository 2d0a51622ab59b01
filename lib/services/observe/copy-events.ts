import type { Event } from '../../model/event.ts';
import type { ClusterState, VmRow } from '../planning/snapshot-of.ts';

type Seen = Pick<VmRow, 'id' | 'name' | 'hostId' | 'duplicateHostId' | 'copyHostId'>;

/** What an observation has found about second copies of VMs: a host that was dead is back, and still has them. */
export function copyEvents(
  {
    id: clusterId,
    hosts,
    vms,
  }: Pick<ClusterState, 'id'> & {
    hosts: readonly { id: string; name: string }[];
    vms: readonly Seen[];
  },
  now: readonly Seen[],
): Event[] {
  const earlier = new Map(vms.map((vm) => [vm.id, vm]));
  const nameOf = (id: string | null): string => hosts.find((host) => host.id === id)?.name ?? '-';
  return now.flatMap((vm) => {
    const was = earlier.get(vm.id);
    const codes: Extract<Event, { topic: 'vm' }>['code'][] = [];
    if (!was?.duplicateHostId && vm.duplicateHostId) codes.push('twice');
    if (was?.duplicateHostId && !vm.duplicateHostId) codes.push('once');
    if (!was?.copyHostId && vm.copyHostId) codes.push('copy-left');
    const other = vm.duplicateHostId ?? vm.copyHostId ?? was?.duplicateHostId ?? null;
    return codes.map((code) => ({
      topic: 'vm' as const,
      code,
      clusterId,
      subject: { vmId: vm.id },
      facts: { vm: vm.name, host: nameOf(vm.hostId), other: nameOf(other) },
    }));
  });
}
