import type { HostObservation, VmObservation } from '../../model/ports.ts';
import type { Tie, VmCondition, VmState } from '../../model/vm.ts';
import { at, sortedSet, text } from '../xml.ts';
import { type EvcModes, modeOfVm, modesOfHost } from './evc.ts';
import { failingOf } from './health.ts';
import type { Inventory, Item } from './inventory.ts';
import { numberOf, type Properties, refsOf, textOf } from './properties.ts';
import type { TagsByObject } from './tags.ts';

const MIB = 2 ** 20;

/** Whether vCenter reaches the host. */
export const isConnected = (seen: Properties): boolean =>
  textOf(seen, 'runtime.connectionState') === 'connected';

/** Everything that was read for one observation. */
export interface Seen extends Inventory {
  tags: TagsByObject | null; // null: not known
  evc: EvcModes;
}

/** A host with its VMs as vCenter reports them. */
export function observationOf(
  inventory: Seen,
  host: Item,
  { hostId, observedAt }: { hostId: string; observedAt: Date },
): HostObservation {
  const { followed, current } = host;
  const health = failingOf(followed);
  const cpuCores = numberOf(followed, 'summary.hardware.numCpuCores') ?? 0;
  const coreMhz = numberOf(followed, 'summary.hardware.cpuMhz') ?? 0;
  const busyMhz = numberOf(current, 'summary.quickStats.overallCpuUsage');
  const memoryMiB = (numberOf(followed, 'summary.hardware.memorySize') ?? 0) / MIB;
  return {
    hostId,
    observedAt,
    facts: {
      cpuCores,
      coreMhz,
      nominalMhz: coreMhz > 0 ? coreMhz : null,
      memoryMiB,
      cpuModel: textOf(followed, 'summary.hardware.cpuModel'),
      cpuFeatures: modesOfHost(inventory.evc, followed),
      networks: namesOf(inventory, followed, 'network'),
      storages: namesOf(inventory, followed, 'datastore'),
      migrationMbps: null,
      rack: null,
      tags: tagsOf(inventory, host),
      version: textOf(followed, 'summary.config.product.fullName') ?? 'VMware ESXi',
      cpuIds: null,
      numaNodes: null,
      hugePages: null,
    },
    use: {
      cpuBusyFraction:
        busyMhz === null || coreMhz * cpuCores <= 0 ? null : Math.min(1, busyMhz / (coreMhz * cpuCores)),
      memoryUsedMiB: numberOf(current, 'summary.quickStats.overallMemoryUsage'),
    },
    ...(health === undefined ? {} : { failing: health }),
    vms: (inventory.vmsOn.get(host.id) ?? []).flatMap((vm) => vmOf(inventory, vm, coreMhz) ?? []),
    inMaintenance: textOf(current, 'runtime.inMaintenanceMode') === 'true',
    alarms: [],
  };
}

/** Whether the hosts of a cluster keep data in vSAN. */
export const hasVsan = (cluster: Properties): boolean =>
  text(at(cluster.get('configurationEx') ?? null, 'vsanConfigInfo'), 'enabled') === 'true';

const tagsOf = ({ tags }: Seen, { id }: Item): string[] | null => tags && (tags.get(id) ?? []);

const namesOf = (inventory: Inventory, followed: Properties, path: string): string[] =>
  sortedSet(refsOf(followed, path).map((id) => inventory.nameOf(id)));

/** Null: a template, which never runs, or a VM that has no identity yet. */
function vmOf(inventory: Seen, vm: Item, coreMhz: number): VmObservation | null {
  const { followed, current } = vm;
  const uuid = textOf(followed, 'config.instanceUuid');
  if (uuid === null || textOf(followed, 'config.template') === 'true') return null;
  const isRead = isConnected(current);
  const { state, condition, ties } = isRead ? stateOf(textOf(current, 'runtime.powerState')) : UNREAD;
  const isRunning = state === 'running';
  const busyMhz = numberOf(current, 'summary.quickStats.overallCpuUsage');
  const measured = (path: string) => (isRunning ? numberOf(current, path) : 0);
  return {
    uuid: uuid.toLowerCase(),
    name: textOf(followed, 'name') ?? uuid,
    state,
    isIncoming: false, // vCenter lists a VM at its destination once it runs there
    isUnread: !isRead,
    vcpus: numberOf(followed, 'config.hardware.numCPU'),
    memoryMiB: numberOf(followed, 'config.hardware.memoryMB'),
    cpuCoresUsed: !isRunning ? 0 : busyMhz === null || coreMhz <= 0 ? null : busyMhz / coreMhz,
    memoryUsedMiB: measured('summary.quickStats.guestMemoryUsage'),
    residentMiB: measured('summary.quickStats.hostMemoryUsage'),
    dirtyMiBps: null,
    workingSetMiB: null,
    networks: namesOf(inventory, followed, 'network'),
    storages: namesOf(inventory, followed, 'datastore'),
    localDevices: [],
    cpuFeatures: modeOfVm(inventory.evc, followed),
    condition,
    hugePageKiB: null,
    hostCpus: [],
    numaNodes: [],
    ties,
    managedBy: text(followed.get('config.managedBy') ?? null, 'extensionKey'),
    tags: tagsOf(inventory, vm),
    isPersistent: true,
    isAutostart: false,
    definition: textOf(followed, 'config.changeVersion'),
  };
}

interface SeenState {
  state: VmState;
  condition: VmCondition | null;
  ties: Tie[];
}

const NO_MOVE: Tie['blocks'] = ['live', 'quick', 'offline'];
/** vCenter lists the VM, but cannot reach its host or its files: its last known values stay. */
const UNREAD: SeenState = {
  state: 'paused',
  condition: 'unknown',
  ties: [{ kind: 'unknown-state', name: 'unknown', blocks: NO_MOVE }],
};

/** A suspended VM has its memory in a file, and holds none. */
function stateOf(powerState: string | null): SeenState {
  if (powerState === 'poweredOn') return { state: 'running', condition: null, ties: [] };
  if (powerState === 'poweredOff') return { state: 'stopped', condition: null, ties: [] };
  if (powerState === 'suspended')
    return {
      state: 'stopped',
      condition: null,
      ties: [{ kind: 'saved-state', name: 'suspended', blocks: NO_MOVE }],
    };
  return UNREAD;
}
