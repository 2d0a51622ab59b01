import type { DriverError } from '../../model/errors.ts';
import type { MigrationObstacle, MigrationOrder } from '../../model/ports.ts';
import type { Pve } from './client.ts';
import type { ClusterNow } from './cluster.ts';
import { diskTrouble } from './disk-trouble.ts';
import { explainError, obstacleOf, proxmoxError, troubleOf } from './explain.ts';
import { isOfHost } from './map.ts';
import { type Ends, readReadiness } from './movable.ts';
import type { NodeFactsReader } from './node-facts.ts';
import { Precheck, type Resource, read, VmConfig } from './wire.ts';

/** What prevents a move, according to the state of VM and nodes and to the precheck of Proxmox VE. Nothing moves. */
export async function checkMigration(
  pve: Pve,
  facts: NodeFactsReader,
  order: MigrationOrder,
  ends: Ends,
): Promise<MigrationObstacle[]> {
  const { vm, cluster, trouble } = await readReadiness(pve, order, ends);
  const isStopped = vm === null || cluster === null || trouble.length > 0;
  const found = isStopped ? trouble : await askAll(pve, facts, { vm, cluster, order }, ends);
  const first = new Map<string, DriverError>();
  for (const error of found) if (!first.has(error.code)) first.set(error.code, error);
  return [...first.values()].map(obstacleOf);
}

interface Asked {
  vm: Resource;
  cluster: ClusterNow;
  order: MigrationOrder;
}

async function askAll(pve: Pve, facts: NodeFactsReader, asked: Asked, ends: Ends): Promise<DriverError[]> {
  try {
    return [...(await precheck(pve, asked, ends)), ...(await checkCpu(pve, facts, asked.vm, ends))];
  } catch (error) {
    throw explainError(error, ends.party);
  }
}

/** What Proxmox VE knows to stand against it: disks, devices, storages, and rules of the HA manager. */
async function precheck(pve: Pve, { vm, cluster, order }: Asked, ends: Ends): Promise<DriverError[]> {
  const { source, destination, party } = ends;
  const path = `/nodes/${source.uri}/qemu/${vm.vmid}/migrate`;
  const found = read(Precheck, await pve.get(path, { target: destination.uri }), path);
  const refused = found.not_allowed_nodes[destination.uri];
  const disks = found.local_disks.filter(({ is_unused }) => !is_unused);
  return [
    ...diskTrouble(disks, { vm, cluster, takesDisks: order.takesDisks === true }, ends),
    ...troubleOf('storage-missing', party, 'not available', refused?.unavailable_storages ?? []),
    ...troubleOf('vm-not-movable', party, 'local devices', devicesIn(found, vm)),
    ...troubleOf('moves-others', party, 'moved with it', found['dependent-ha-resources']),
    ...(refused?.['blocking-ha-resources'] ?? [])
      .slice(0, 1)
      .map(({ sid }) =>
        proxmoxError(
          'destination-refused',
          party,
          `a rule of the HA manager keeps it apart from ${sid}`,
          'pair',
        ),
      ),
  ];
}

/** Devices of the node, and mapped ones that QEMU cannot take along while the VM runs. */
const devicesIn = (found: Precheck, { status }: Resource): string[] => [
  ...found.local_resources,
  ...Object.entries(found['mapped-resource-info'])
    .filter(([, info]) => status === 'running' && info['live-migration'] !== true)
    .map(([name]) => name),
];

/** A VM with the CPU of its node needs all of its features at the destination, which Proxmox VE does not check. */
async function checkCpu(
  pve: Pve,
  facts: NodeFactsReader,
  vm: Resource,
  { source, destination, party }: Ends,
): Promise<DriverError[]> {
  if (vm.status !== 'running') return [];
  const path = `/nodes/${source.uri}/qemu/${vm.vmid}/config`;
  if (!isOfHost(read(VmConfig, await pve.get(path), path))) return [];
  const [here, there] = [await facts.read(source.uri), await facts.read(destination.uri)];
  const lacking = here.cpuFeatures.filter((feature) => !there.cpuFeatures.includes(feature));
  if (lacking.length === 0) return [];
  return [proxmoxError('cpu-incompatible', party, `it lacks ${lacking.slice(0, 8).join(', ')}`)];
}
