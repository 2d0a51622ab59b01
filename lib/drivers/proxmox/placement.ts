import type { Placement, PlacementState } from '../../model/ports.ts';
import type { Pve } from './client.ts';
import { type ClusterNow, isOnline, readCluster } from './cluster.ts';
import { type ProxmoxHost, vmidOf } from './config.ts';
import type { Resource } from './wire.ts';

/** Where the cluster has the VM. A node that the others do not reach says nothing: it may still run it. */
export async function locateVm(
  pve: Pve,
  vmUuid: string,
  hosts: readonly ProxmoxHost[],
): Promise<Placement[]> {
  const vmid = vmidOf(vmUuid);
  const cluster = await readCluster(pve);
  const vm = vmid === null ? undefined : cluster.vms.get(vmid);
  return hosts.map((host) => ({ hostId: host.hostId, state: stateAt(cluster, host, vm) }));
}

function stateAt(cluster: ClusterNow, host: ProxmoxHost, vm: Resource | undefined): PlacementState {
  if (!isOnline(cluster, host)) return 'unreachable';
  if (vm === undefined || vm.node !== host.uri) return 'absent';
  if (vm.status === 'running' || vm.status === 'stopped') return vm.status;
  return vm.status === 'paused' || vm.status === 'prelaunch' ? 'paused' : 'unreachable';
}
