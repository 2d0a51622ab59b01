import type { DriverError } from '../../model/errors.ts';
import type { MigrationOrder } from '../../model/ports.ts';
import type { Pve } from './client.ts';
import { type ClusterNow, isOnline, readCluster, readNodesInMaintenance } from './cluster.ts';
import { type ProxmoxHost, vmidOf } from './config.ts';
import { notReached, type Party, proxmoxError } from './explain.ts';
import type { Resource } from './wire.ts';

/** The nodes of a move. */
export interface Ends {
  source: ProxmoxHost;
  destination: ProxmoxHost;
  party: Party;
}

/** The VM of an order and what stops it, asked now; only the VM of an order without `trouble` may be moved. */
export interface Readiness {
  vm: Resource | null;
  cluster: ClusterNow | null;
  trouble: DriverError[];
}

/**
 * Whether the cluster has both nodes, and the VM at its source in a state that fits the kind of move, without anything that locks it.
 * Throws `host-unreachable` if the other nodes do not reach the source.
 */
export async function readReadiness(pve: Pve, order: MigrationOrder, ends: Ends): Promise<Readiness> {
  const { source, destination, party } = ends;
  const vmid = vmidOf(order.vmUuid);
  if (source.uri === destination.uri)
    return { vm: null, cluster: null, trouble: [proxmoxError('same-host', party, 'they are one node')] };
  const cluster = await readCluster(pve);
  if (!isOnline(cluster, source)) throw notReached(source.name);
  const vm = vmid === null ? undefined : cluster.vms.get(vmid);
  if (vm === undefined || vm.node !== source.uri)
    return {
      vm: null,
      cluster,
      trouble: [proxmoxError('vm-not-found', party, `${source.name} does not have it`)],
    };
  const trouble = [
    ...stateTrouble(vm, order, party),
    ...(await destinationTrouble(pve, cluster, destination, party)),
    ...memoryTrouble(vm, cluster, ends),
  ];
  return { vm, cluster, trouble };
}

function stateTrouble(vm: Resource, { kind }: MigrationOrder, party: Party): DriverError[] {
  const needed = kind === 'offline' ? 'stopped' : 'running';
  if (vm.lock !== undefined) return [proxmoxError('vm-busy', party, `VM is locked (${vm.lock})`)];
  return vm.status === needed ? [] : [proxmoxError('vm-not-running', party, vm.status ?? 'unknown')];
}

async function destinationTrouble(
  pve: Pve,
  cluster: ClusterNow,
  destination: ProxmoxHost,
  party: Party,
): Promise<DriverError[]> {
  if (!isOnline(cluster, destination))
    return [proxmoxError('destination-unreachable', party, 'the cluster does not reach it')];
  const inMaintenance = await readNodesInMaintenance(pve);
  if (!inMaintenance.has(destination.uri)) return [];
  const command = `ha-manager crm-command node-maintenance disable ${destination.uri}`;
  return [proxmoxError('destination-refused', party, `it is in maintenance mode; to end it: ${command}`)];
}

/** Proxmox VE does not check memory before it starts a VM at the destination. */
function memoryTrouble(vm: Resource, { nodes }: ClusterNow, { destination, party }: Ends): DriverError[] {
  const { mem, maxmem } = nodes.get(destination.uri)?.figures ?? {};
  const needed = vm.status === 'running' ? (vm.memhost ?? vm.mem) : undefined;
  if (mem === undefined || maxmem === undefined || needed === undefined) return [];
  const free = maxmem - mem;
  if (needed <= free) return [];
  const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  return [proxmoxError('destination-full', party, `${mib(needed)} are needed, ${mib(free)} are free`)];
}
