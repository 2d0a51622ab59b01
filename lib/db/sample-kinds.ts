import { clusterMeasures } from '../model/cluster-measures.ts';
import { type HostMeasures, hostMeasures, type VmMeasures, vmMeasures } from '../model/measures.ts';

export const hostColumns = {
  cpuUse: 'cpu_use',
  cpuPressure: 'cpu_pressure',
  memoryUsedMiB: 'memory_used_mib',
  swapUsedMiB: 'swap_used_mib',
  hugePagesUsedMiB: 'huge_pages_used_mib',
  diskReadMiBps: 'disk_read_mibps',
  diskWriteMiBps: 'disk_write_mibps',
  networkInMiBps: 'network_in_mibps',
  networkOutMiBps: 'network_out_mibps',
  cpuLoad: 'cpu_load',
  memoryLoad: 'memory_load',
} as const satisfies Record<keyof HostMeasures, string>;

export const vmColumns = {
  cores: 'cores',
  readyCores: 'ready_cores',
  memoryUsedMiB: 'memory_used_mib',
  balloonMiB: 'balloon_mib',
  swapMiBps: 'swap_mibps',
  diskReadMiBps: 'disk_read_mibps',
  diskWriteMiBps: 'disk_write_mibps',
  networkInMiBps: 'network_in_mibps',
  networkOutMiBps: 'network_out_mibps',
  dirtyMiBps: 'dirty_mibps',
} as const satisfies Record<keyof VmMeasures, string>;

const clusterColumns = {
  spread: 'spread',
  peak: 'peak',
  overloadedHosts: 'overloaded_hosts',
  starvedVms: 'starved_vms',
} as const satisfies Record<keyof typeof clusterMeasures, string>;

/** Of what samples are kept. */
export type SampleKind = 'host' | 'vm' | 'cluster';
export type Measures = {
  host: keyof HostMeasures;
  vm: keyof VmMeasures;
  cluster: keyof typeof clusterMeasures;
};

/** A kind of samples: its table, and its measures in the order of packs. All lists have the same order. */
export interface KindOfSamples {
  table: string;
  id: string; // the column of the object's id
  /** Tables to read from, beside its own, and the expression of each measure. */
  join: string;
  columns: readonly string[];
  names: readonly string[];
  resolutions: readonly number[];
}

const namesOf = (measures: object): readonly string[] => Object.keys(measures);
const resolutionsOf = (measures: Record<string, { resolution: number }>): readonly number[] =>
  Object.values(measures).map(({ resolution }) => resolution);

export const sampleKinds: Record<SampleKind, KindOfSamples> = {
  host: {
    table: 'host_sample',
    id: 'host_id',
    join: '',
    columns: Object.values(hostColumns),
    names: namesOf(hostMeasures),
    resolutions: resolutionsOf(hostMeasures),
  },
  vm: {
    table: 'vm_sample',
    id: 'vm_id',
    // samples of earlier releases are in MHz; they are divided by the clock that their host had at the upgrade
    join: 'LEFT JOIN samples.vm_clock USING (vm_id)',
    columns: Object.values(vmColumns).map((column) =>
      column === 'cores' ? 'COALESCE(cores, cpu_mhz / core_mhz)' : column,
    ),
    names: namesOf(vmMeasures),
    resolutions: resolutionsOf(vmMeasures),
  },
  cluster: {
    table: 'cluster_sample',
    id: 'cluster_id',
    join: '',
    columns: Object.values(clusterColumns),
    names: namesOf(clusterMeasures),
    resolutions: resolutionsOf(clusterMeasures),
  },
};

/** The places of measures in the lists of their kind. */
export const placesOf = <Kind extends SampleKind>(
  kind: Kind,
  measures: readonly Measures[Kind][],
): number[] => measures.map((name) => sampleKinds[kind].names.indexOf(name));
