import { text } from '../xml.ts';
import type { Session, Vim } from './client.ts';
import { addFilter, type Collector, openCollector, takeChanges } from './collector.ts';
import { isFault } from './faults.ts';
import {
  createView,
  inView,
  objectSet,
  type Properties,
  retrieve,
  type Seen,
  textOf,
  traversal,
} from './properties.ts';
import type { Ref } from './soap.ts';

/** What vCenter announces changes of, so that only those are read each time. */
const FOLLOWED = {
  ClusterComputeResource: ['name', 'configurationEx'],
  HostSystem: [
    'name',
    'summary.hardware.numCpuCores',
    'summary.hardware.cpuMhz',
    'summary.hardware.cpuModel',
    'summary.hardware.memorySize',
    'summary.config.product.fullName',
    'summary.config.vmotionEnabled',
    'summary.currentEVCModeKey',
    'summary.maxEVCModeKey',
    'runtime.healthSystemRuntime',
    'datastore',
    'network',
  ],
  VirtualMachine: [
    'name',
    'config.instanceUuid',
    'config.hardware.numCPU',
    'config.hardware.memoryMB',
    'config.template',
    'config.changeVersion',
    'config.managedBy',
    'runtime.minRequiredEVCModeKey',
    'datastore',
    'network',
  ],
  Datastore: ['name'],
  Network: ['name'],
};

/**
 * What is read each time: vCenter announces no changes of quickStats (its reference says so), and where a VM runs must not be
 * older than the question.
 */
const CURRENT = {
  HostSystem: [
    'runtime.connectionState',
    'runtime.inMaintenanceMode',
    'summary.quickStats.overallCpuUsage',
    'summary.quickStats.overallMemoryUsage',
  ],
  VirtualMachine: [
    'runtime.host',
    'runtime.powerState',
    'runtime.connectionState',
    'summary.quickStats.overallCpuUsage',
    'summary.quickStats.guestMemoryUsage',
    'summary.quickStats.hostMemoryUsage',
  ],
};

/** An object: what is followed of it, and what was read just now. */
export interface Item {
  id: string;
  followed: Properties;
  current: Properties;
}

/** A cluster as its vCenter reports it. */
export interface Inventory {
  cluster: Properties;
  hosts: ReadonlyMap<string, Item>; // by id
  vmsOn: ReadonlyMap<string, readonly Item[]>; // by the id of their host
  /** The name of a datastore or network, by id. */
  nameOf(id: string): string | null;
  /** The instance UUID of a VM, in lower case, by id. */
  uuidOf(id: string): string | null;
}

export interface InventoryReader {
  read(): Promise<Inventory>;
}

interface Following extends Collector {
  view: Ref;
}

/**
 * Reads a cluster with one request for what changed and one for what is current. Everything is read again when the session
 * was renewed. Readings at the same time share their requests.
 */
export function createInventoryReader(vim: Vim, cluster: Ref): InventoryReader {
  let following: Following | null = null;
  let reading: Promise<Inventory> | null = null;

  const readOnce = async (): Promise<Inventory> => {
    const session = await vim.session();
    if (following?.session !== session) following = await follow(vim, cluster, session);
    await takeChanges(vim, following);
    return inventoryOf(following, cluster, await retrieve(vim, CURRENT, inView(following.view)));
  };
  const read = async (): Promise<Inventory> => {
    try {
      return await readOnce();
    } catch (error) {
      // the session was renewed meanwhile: views and collectors ended with the old one
      if (!isFault(error, 'ManagedObjectNotFound', 'InvalidCollectorVersion')) throw error;
      following = null;
      return readOnce();
    }
  };
  return {
    read: () => {
      reading ??= read().finally(() => {
        reading = null;
      });
      return reading;
    },
  };
}

async function follow(vim: Vim, cluster: Ref, session: Session): Promise<Following> {
  const view = await createView(vim, cluster, ['HostSystem', 'VirtualMachine']);
  const collector = await openCollector(vim, session);
  const steps = traversal('ComputeResource', 'datastore') + traversal('ComputeResource', 'network');
  await addFilter(vim, collector, FOLLOWED, inView(view) + objectSet(cluster, false, steps));
  return { ...collector, view };
}

function inventoryOf({ objects }: Following, cluster: Ref, current: readonly Seen[]): Inventory {
  const hosts = new Map<string, Item>();
  const vmsOn = new Map<string, Item[]>();
  for (const { ref, properties } of current) {
    const followed = objects.get(ref.value)?.properties;
    if (followed === undefined) continue; // it came this moment, and is in the next reading
    const item = { id: ref.value, followed, current: properties };
    if (ref.type === 'HostSystem') hosts.set(ref.value, item);
    else addTo(vmsOn, textOf(properties, 'runtime.host'), item);
  }
  return {
    cluster: objects.get(cluster.value)?.properties ?? new Map(),
    hosts,
    vmsOn,
    uuidOf: (id) => textOf(objects.get(id)?.properties, 'config.instanceUuid')?.toLowerCase() ?? null,
    nameOf: (id) => text(objects.get(id)?.properties.get('name') ?? null, '#text'),
  };
}

function addTo(lists: Map<string, Item[]>, key: string | null, item: Item): void {
  if (key === null) return;
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
