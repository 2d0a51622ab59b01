import type { DriverError } from './errors.ts';
import type { ReportedFailing } from './failing-host.ts';
import type { HugePagePool } from './host.ts';
import type { HostAlarm } from './host-alarm.ts';
import type { ManagerRule } from './manager-rule.ts';
import type { ReportedWrites } from './measured-writes.ts';
import type { HostMeasures, VmMeasures } from './measures.ts';
import type { OtherBalancer } from './other-balancer.ts';
import type { Tie, VmCondition, VmState } from './vm.ts';

/** A host for its driver. The format of its addresses, and which of them it has, are up to the driver. */
export interface HostAddress {
  hostId: string;
  name: string;
  uri: string; // Ballast to host; for a discovered host, its name there
  peerUri: string | null; // host to host, resolved by the source; null: the destination's `uri`
  migrationAddress: string | null; // where memory is sent, on the migration network; null: the hypervisor chooses
}

/** A host that a driver found by itself. */
export type DiscoveredHost = Omit<HostAddress, 'hostId'>;

/** The measures of a VM besides those that each observation has. */
export type FurtherVmMeasures = Omit<VmMeasures, 'cores' | 'memoryUsedMiB' | 'dirtyMiBps'>;

/** The measures of a host besides those that each observation has, and its loads, which are computed. */
export type FurtherHostMeasures = Omit<HostMeasures, 'cpuUse' | 'memoryUsedMiB' | 'cpuLoad' | 'memoryLoad'>;

/** What a hypervisor reports about one host and all its VMs, at one moment. */
export interface HostObservation {
  hostId: string;
  observedAt: Date; // by the clock of Ballast
  clockOffsetSeconds?: number | null; // how far the clock of the host is ahead of Ballast's; missing or null: not known
  cpuSeconds?: number | null; // the counter of all time of its CPUs, idle or not; missing or null: not reported
  isRepeated?: boolean; // the counter was not read again since the last observation
  facts: {
    cpuCores: number;
    coreMhz: number; // the current frequency: lower while the host is idle
    nominalMhz?: number | null; // the nominal clock; missing or null: the hypervisor does not report it
    memoryMiB: number;
    cpuModel: string | null;
    cpuFeatures: string[];
    networks: string[] | null; // null: not reported, so not checked
    storages: string[] | null;
    migrationMbps: number | null;
    rack: string | null;
    tags?: string[] | null; // missing or null: not reported
    version: string; // of the hypervisor, to display
    cpuIds: number[] | null; // null: not reported, so not checked
    numaNodes: number[] | null;
    hugePages: HugePagePool[] | null;
  };
  /** Measured use, as the hypervisor reports it, without caches. Null: not known (yet). */
  use: { cpuBusyFraction: number | null; memoryUsedMiB: number | null };
  further?: FurtherHostMeasures; // missing: none of them is known
  failing?: ReportedFailing | null; // it is about to fail; null: it is in order; missing: the hypervisor does not report it
  vms: VmObservation[];
  inMaintenance?: boolean | null; // in a maintenance mode that its manager has; missing or null: not reported
  /** Impossible or missing values. Empty: its data is trusted. */
  alarms: HostAlarm[];
}

export interface VmObservation {
  uuid: string; // the hypervisor's own identity
  name: string;
  state: VmState;
  /** The incomplete copy of a VM that is being received: it is not a second VM, and is not shown as one. */
  isIncoming: boolean;
  /** The hypervisor lists it without its state: the last known values stay. */
  isUnread?: boolean;
  vcpus: number | null; // null: not reported, for example if its state is unknown and it has no definition
  memoryMiB: number | null;
  cpuCoresUsed: number | null; // busy cores since the last observation
  cpuSeconds?: number | null; // the counter of its CPU time on this host; missing or null: not reported
  isRepeated?: boolean; // the counter was not read again since the last observation
  lacksFigures?: boolean; // its figures come from elsewhere, which has none of it
  memoryUsedMiB: number | null;
  residentMiB?: number | null; // the memory that the host holds for it, caches of the guest included, without the hypervisor's own: what a migration copies
  dirtyMiBps: number | null;
  workingSetMiB: number | null;
  guestReportAgeSeconds?: number | null; // of the guest's last report of its memory; missing or null: it need not report
  further?: FurtherVmMeasures; // missing: none of them is known
  measuredWrites?: ReportedWrites | null; // missing or null: no measurement, or none that has ended
  networks: string[];
  storages: string[];
  localDevices: string[];
  cpuFeatures: string[];
  condition: VmCondition | null; // what `state` does not express
  hugePageKiB: number | null; // null: ordinary memory
  hostCpus: number[]; // pinned to these
  numaNodes: number[]; // its memory must be on these
  ties: Tie[];
  managedBy: string | null; // another manager that its definition names
  tags?: string[] | null; // missing or null: not reported, so the last known ones stay
  isPersistent: boolean; // false: it disappears when it stops
  isAutostart: boolean; // its host starts it at boot
  definition: string | null; // changes with its definition; null: not reported
  /** All that another host needs to start it, if it was read now. It may contain passwords. */
  fullDefinition?: string;
}

/** The result of one reading of a host: its observation, or the failure. */
export type HostReading = { hostId: string } & ({ observation: HostObservation } | { error: DriverError });

/** How a cluster is read. */
export interface ReadingOptions {
  /** Once it aborts, nobody waits any more: a host that has not answered counts as unreachable in this reading. */
  until?: AbortSignal;
  /** Somebody asked for the reading: every host is asked, also one that has been silent for long. */
  isAsked?: boolean;
  /**
   * If hosts are still missing when `after` aborts, `take` gets the readings there are, so that nobody waits for the others. The
   * result has all of them.
   */
  early?: { after: AbortSignal; take: (readings: HostReading[]) => void };
}

/** One reading of a cluster. */
export interface ClusterObservation {
  hosts: HostReading[]; // one for each host that was asked for, in that order
  balancer?: OtherBalancer | null; // missing or null: the hypervisor has none, or did not answer
  rules?: ManagerRule[]; // the enabled rules of its manager about placement; missing: it has none, or did not answer
  hasVsan?: boolean; // its hosts keep data in vSAN; missing: not known
  discovered?: DiscoveredHost[]; // all hosts of the cluster, where nobody enters them; missing: not known
}
