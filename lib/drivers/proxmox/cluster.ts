import { DriverError } from '../../model/errors.ts';
import type { Pve } from './client.ts';
import type { ProxmoxHost } from './config.ts';
import { ClusterStatus, HaStatus, type Resource, Resources, read } from './wire.ts';

/** A cluster as a node of its majority reports it. */
export interface ClusterNow {
  name: string; // of the cluster, or of the node that is alone
  nodes: ReadonlyMap<string, ClusterNode>;
  vms: ReadonlyMap<number, Resource>; // by number; no containers, no templates
  storages: readonly Resource[];
}

/** A node, and what it reported last; null: nothing yet. */
interface ClusterNode {
  isOnline: boolean;
  ip: string | null;
  figures: Resource | null;
}

/**
 * Reads which nodes there are and what each of them reports. A node that was cut off from the majority calls all others offline,
 * so the next one is asked instead of it. Throws `host-unreachable` if none belongs to a majority.
 */
export async function readCluster(pve: Pve): Promise<ClusterNow> {
  const status = await readStatus(pve);
  const resources = read(Resources, await pve.get('/cluster/resources'), '/cluster/resources');
  const ofType = (type: string): Resource[] => resources.filter((each) => each.type === type);
  const figures = new Map(ofType('node').map((each) => [each.node ?? '', each]));
  const nodes = status
    .filter(({ type }) => type === 'node')
    .map(({ name, online, ip }): [string, ClusterNode] => [
      name,
      { isOnline: online === true, ip: ip ?? null, figures: figures.get(name) ?? null },
    ]);
  const vms = ofType('qemu').filter(({ template }) => template !== true);
  return {
    name: nameIn(status),
    nodes: new Map(nodes),
    vms: new Map(vms.flatMap((vm) => (vm.vmid === undefined ? [] : [[vm.vmid, vm]]))),
    storages: ofType('storage'),
  };
}

async function readStatus(pve: Pve): Promise<ClusterStatus> {
  for (let asked = 0; asked < pve.count; asked++) {
    const status = read(ClusterStatus, await pve.get('/cluster/status'), '/cluster/status');
    if (isQuorate(status)) return status;
    pve.askNext();
  }
  const detail = 'no node belongs to a majority of the cluster (no quorum)';
  throw new DriverError('host-unreachable', detail, { host: pve.host, detail });
}

const clusterIn = (status: ClusterStatus) => status.find(({ type }) => type === 'cluster');

/** A node that is alone needs no majority. */
const isQuorate = (status: ClusterStatus): boolean => clusterIn(status)?.quorate ?? true;

const nameIn = (status: ClusterStatus): string => (clusterIn(status) ?? status[0])?.name ?? '';

/** The nodes that the HA manager keeps free of its VMs because somebody switched their maintenance mode on. */
export async function readNodesInMaintenance(pve: Pve): Promise<Set<string>> {
  const path = '/cluster/ha/status/current';
  const found = read(HaStatus, await pve.get(path), path);
  const inMaintenance = found.filter(
    ({ type, status }) => type === 'lrm' && /\(maintenance mode/.test(status),
  );
  return new Set(inMaintenance.flatMap(({ node }) => node ?? []));
}

/** Whether the other nodes reach it. */
export const isOnline = (cluster: ClusterNow, { uri }: ProxmoxHost): boolean =>
  cluster.nodes.get(uri)?.isOnline === true;
