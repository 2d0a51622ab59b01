import type { HostObservation, VmObservation } from '../../model/ports.ts';
import { toTags } from '../../model/tag.ts';
import type { Tie, VmCondition, VmState } from '../../model/vm.ts';
import { sortedSet } from '../xml.ts';
import type { ClusterNow } from './cluster.ts';
import type { Written } from './dirty-rates.ts';
import type { NodeFacts } from './node-facts.ts';
import { bridgesOf, disksOf } from './settings.ts';
import { tiesOf } from './ties.ts';
import type { Resource, VmConfig } from './wire.ts';

const MIB = 2 ** 20;
const NO_MOVE: Tie['blocks'] = ['live', 'quick', 'offline'];

/** Everything that was read for one observation. */
export interface Seen {
  cluster: ClusterNow;
  definitions: ReadonlyMap<number, VmConfig>;
  together: ReadonlyMap<number, string>; // the rule of the HA manager that moves others with it
  inMaintenance: ReadonlySet<string>; // nodes, by the state of the cluster
  written: ReadonlyMap<number, Written>;
}

/** A node with its VMs as Proxmox VE reports them. */
export function observationOf(
  seen: Seen,
  node: string,
  facts: NodeFacts,
  { hostId, observedAt }: { hostId: string; observedAt: Date },
): HostObservation {
  const figures = seen.cluster.nodes.get(node)?.figures ?? null;
  const vms = [...seen.cluster.vms.values()].filter((vm) => vm.node === node);
  return {
    hostId,
    observedAt,
    facts: {
      cpuCores: facts.cpuCores,
      coreMhz: facts.coreMhz,
      memoryMiB: facts.memoryMiB,
      cpuModel: facts.cpuModel,
      cpuFeatures: facts.cpuFeatures,
      networks: facts.networks,
      storages: sharedStoragesOf(seen.cluster, node),
      migrationMbps: null,
      rack: null,
      version: facts.version,
      cpuIds: null,
      numaNodes: null,
      hugePages: null,
    },
    use: {
      cpuBusyFraction: figures?.cpu === undefined ? null : Math.min(1, figures.cpu),
      memoryUsedMiB: figures?.mem === undefined ? null : figures.mem / MIB,
    },
    vms: vms.flatMap((vm) => vmOf(seen, vm, facts) ?? []),
    inMaintenance: seen.inMaintenance.has(node),
    alarms: [],
  };
}

/** Shared storages that the node has; local ones have the same names on every node and say nothing. */
const sharedStoragesOf = ({ storages }: ClusterNow, node: string): string[] =>
  sortedSet(
    storages
      .filter((each) => each.node === node && each.shared === true && each.status === 'available')
      .map((each) => each.storage ?? null),
  );

/** Whether the cluster has a storage of this name that its nodes share. */
const isSharedIn =
  ({ storages }: ClusterNow) =>
  (name: string): boolean =>
    storages.some(({ storage, shared }) => storage === name && shared === true);

function vmOf(seen: Seen, row: Resource, node: NodeFacts): VmObservation | null {
  if (row.vmid === undefined) return null;
  const config = seen.definitions.get(row.vmid);
  const { state, condition, ties } = stateOf(row);
  const rule = seen.together.get(row.vmid);
  const together: Tie[] =
    rule === undefined ? [] : [{ kind: 'tied', name: `HA rule ${rule}`, blocks: NO_MOVE }];
  const isUnderHa = row.hastate !== undefined;
  const defined = config ? definedBy(config, { cluster: seen.cluster, isUnderHa }, node) : undefinedVm;
  return {
    uuid: String(row.vmid),
    name: row.name ?? String(row.vmid),
    state,
    isIncoming: false, // it is at its destination once its configuration is there
    isUnread: condition === 'unknown' || config === undefined,
    vcpus: row.maxcpu ?? null,
    memoryMiB: row.maxmem === undefined ? null : row.maxmem / MIB,
    ...figuresOf(row, state === 'running', seen.written.get(row.vmid)),
    workingSetMiB: null,
    ...defined,
    localDevices: [],
    condition,
    hostCpus: [],
    numaNodes: [],
    ties: [...ties, ...defined.ties, ...together],
    managedBy: null,
    tags: toTags((row.tags ?? '').split(/[;,\s]+/)),
    isPersistent: true,
    isAutostart: false,
  };
}

/** What was measured; a VM that does not run uses nothing. */
function figuresOf({ cpu, maxcpu = 1, mem, memhost }: Resource, isRunning: boolean, written?: Written) {
  if (!isRunning) return { cpuCoresUsed: 0, memoryUsedMiB: 0, residentMiB: 0, dirtyMiBps: null };
  const mib = (bytes: number | undefined): number | null => (bytes === undefined ? null : bytes / MIB);
  return {
    cpuCoresUsed: cpu === undefined ? null : cpu * maxcpu,
    memoryUsedMiB: mib(mem),
    residentMiB: mib(memhost),
    dirtyMiBps: written?.rateMiBps ?? null,
    measuredWrites: written
      ? { key: written.key, seconds: written.seconds, dirtiedMiB: written.dirtiedMiB }
      : null,
  };
}

/** What follows from the settings of a VM. */
type Defined = Pick<
  VmObservation,
  'networks' | 'storages' | 'cpuFeatures' | 'hugePageKiB' | 'ties' | 'definition'
>;

const undefinedVm: Defined = {
  networks: [],
  storages: [],
  cpuFeatures: [],
  hugePageKiB: null,
  ties: [],
  definition: null,
};

const HUGE_PAGES: Record<string, number> = { '2': 2048, '1024': 2 ** 20 };

function definedBy(
  config: VmConfig,
  { cluster, isUnderHa }: { cluster: ClusterNow; isUnderHa: boolean },
  node: NodeFacts,
): Defined {
  const isShared = isSharedIn(cluster);
  return {
    networks: sortedSet(bridgesOf(config)),
    storages: sortedSet(disksOf(config).map(({ storage }) => storage)).filter(isShared),
    cpuFeatures: isOfHost(config) ? node.cpuFeatures : [],
    hugePageKiB: HUGE_PAGES[String(config.hugepages ?? '')] ?? null,
    ties: tiesOf(config, { isShared, isUnderHa }),
    definition: String(config.digest ?? ''),
  };
}

/** Its CPU is that of its node, with all features: Proxmox VE does not check whether another node has them. */
export const isOfHost = (config: VmConfig): boolean =>
  /^(cputype=)?(host|max)\b/.test(String(config.cpu ?? ''));

interface SeenState {
  state: VmState;
  condition: VmCondition | null;
  ties: Tie[];
}

/** A hibernated VM has its memory in a file, and holds none. */
function stateOf({ status, lock }: Resource): SeenState {
  if (lock === 'suspended' && status === 'stopped')
    return {
      state: 'stopped',
      condition: null,
      ties: [{ kind: 'saved-state', name: 'hibernated', blocks: NO_MOVE }],
    };
  if (status === 'running') return { state: 'running', condition: null, ties: [] };
  if (status === 'stopped') return { state: 'stopped', condition: null, ties: [] };
  if (status === 'paused' || status === 'prelaunch') return { state: 'paused', condition: null, ties: [] };
  return {
    state: 'paused',
    condition: 'unknown',
    ties: [{ kind: 'unknown-state', name: 'unknown', blocks: NO_MOVE }],
  };
}
