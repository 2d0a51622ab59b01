import type { DriverAbilities, DriverKind, ForcedCompletion } from './driver-traits.ts';
import type { DriverError, Facts, Failure } from './errors.ts';
import type { ReportedFailing } from './failing-host.ts';
import type { HugePagePool } from './host.ts';
import type { HostAlarm } from './host-alarm.ts';
import type { StepOrder, StepRef, StepReport } from './host-step.ts';
import type { ClusterInspection, ConnectionCheck, InspectedVm, TestGuest } from './inspection.ts';
import type { VsanData } from './manager-maintenance.ts';
import type { ManagerRule } from './manager-rule.ts';
import type { ReportedWrites } from './measured-writes.ts';
import type { HostMeasures, VmMeasures } from './measures.ts';
import type { OtherBalancer } from './other-balancer.ts';
import type { PowerOrder } from './power-order.ts';
import type { RestartsVms } from './restart-port.ts';
import type { MigrationKind, Tie, VmCondition, VmState } from './vm.ts';

export type { Clock } from './clock.ts';
export type { CommandLog, LoggedCommand } from './command-log.ts';
export type { ForcedCompletion } from './driver-traits.ts';
export type { ConnectionCheck } from './inspection.ts';
export type { RestartOrder } from './restart-port.ts';

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

/** One migration, identified so that it can be read again after a restart. */
export interface MigrationRef {
  moveId: string;
  vmUuid: string;
  vmName: string;
  sourceHostId: string;
  destinationHostId: string;
  kind: MigrationKind;
}

export interface MigrationOrder extends MigrationRef {
  bandwidthMiBps: number | null; // cap; null: none
  downtimeLimitMs: number; // target pause
  mayThrottle: boolean; // the hypervisor may throttle the VM so that the copy converges (auto-converge)
  mayPostCopy: boolean; // `forceCompletion` may switch to post-copy; some hypervisors must know beforehand
}

/** The progress of a copy. Null: not reported, or not yet; unknown is never 0. */
export interface MigrationProgress {
  elapsedMs: number; // 0: not said
  fraction: number | null; // of the whole, 0 to 1; it may decrease while the VM writes
  bytesTotal: number | null;
  bytesProcessed: number | null;
  bytesRemaining: number | null;
  round: number | null;
  bandwidthMiBps: number | null;
  dirtyMiBps: number | null;
  throttlePercent: number | null; // by how much the VM is throttled
}

/** The hypervisor's statistics at the end. Null: not reported. */
export interface MigrationStatistics {
  elapsedMs: number;
  downtimeMs: number | null;
  bytesProcessed: number | null;
  rounds: number | null;
  setupMs: number | null; // before the first byte
  memoryMiB: number | null; // all memory of the VM that the job processed
  touchedMiB?: number | null; // the part of it that was not all zeros: what the first round copied
  bandwidthMiBps: number | null;
  dirtyMiBps: number | null; // as last measured by the job
  reported: Record<string, string | number>; // the job statistics of the hypervisor, to store with the move
}

/** One thing that prevents a migration. */
export interface MigrationObstacle extends Failure {
  message: string;
  facts: Facts;
}

export type MigrationReport =
  | { phase: 'running'; progress: MigrationProgress }
  | { phase: 'completed'; statistics: MigrationStatistics | null }
  | ({ phase: 'failed'; message: string; facts: Facts } & Failure)
  | { phase: 'none' }; // no job, and no memory of one: read the placement

/** What one host reports about one VM. `incoming`: the incomplete copy of a running migration. */
export type PlacementState = VmState | 'incoming' | 'absent' | 'unreachable';

/** A VM as its host reports it. `isSaved`: its memory is on a disk of the host. */
export interface PowerReading {
  state: PlacementState;
  isSaved: boolean;
}

export interface Placement {
  hostId: string;
  state: PlacementState;
}

export interface DriverEvent {
  hostId: string;
  vmUuid: string | null;
  vmName: string | null;
  kind:
    | 'started'
    | 'stopped'
    | 'paused'
    | 'resumed'
    | 'defined'
    | 'undefined'
    | 'migration-progress'
    | 'other';
}

/**
 * Calls one kind of hypervisor for the hosts of one cluster. Every method that fails throws a DriverError with a
 * code. A method never blocks for the length of a migration, and holds no state that may not be lost in a restart.
 */
export interface HypervisorDriver extends RestartsVms {
  readonly kind: DriverKind;

  /** What this driver can do and report: screens offer nothing else, and nothing else is ordered. */
  readonly abilities: DriverAbilities;

  /** Hosts that this driver discovers; none if people enter them. */
  discoverHosts(): Promise<DiscoveredHost[]>;

  /** Inventory and statistics of one host. CPU figures may be null in the first observation. */
  observeHost(hostId: string): Promise<HostObservation>;

  /**
   * The same for these hosts, with as few requests as the hypervisor allows. Never throws: a failure is part of the
   * result of its host, or of every host if there was no answer at all. A host that has not answered several times in
   * a row is asked less often, and its last failure is repeated in between.
   */
  observeCluster(hostIds: readonly string[], options?: ReadingOptions): Promise<ClusterObservation>;

  /**
   * Ballast to each host, and each host to each other. Never throws for a host that does not answer: the result
   * contains it.
   */
  testConnections(): Promise<ConnectionCheck[]>;

  /**
   * What decides whether VMs can migrate among the hosts, asked now without moving or changing anything. Hosts that do
   * not answer are in `connections` only. Throws if no host can be asked.
   */
  inspectCluster(vms: readonly InspectedVm[]): Promise<ClusterInspection>;

  /**
   * Starts a guest without disk on a host, which another host can run too; one that exists already is kept. Throws
   * `unsupported` where the driver makes none.
   */
  startTestGuest(guest: TestGuest, hostId: string, toHostId: string): Promise<void>;

  /** Ends this guest on every host that has it. A VM of another name is never touched. Throws while a host does not answer. */
  removeTestGuest(guest: TestGuest): Promise<void>;

  /** Resolves once the hypervisor has accepted the order, or throws. The migration then continues by itself. */
  startMigration(order: MigrationOrder): Promise<void>;

  /**
   * The obstacles to this migration, asked from both hypervisors now without moving anything: CPU, disks, networks,
   * memory, a name that is taken, another job. Empty: none that they could detect. Throws if the source cannot be
   * asked.
   */
  checkMigration(order: MigrationOrder): Promise<MigrationObstacle[]>;

  readMigration(ref: MigrationRef): Promise<MigrationReport>;

  /**
   * Forces a live migration to complete: `quick` pauses the VM and copies the rest, `post-copy` lets it continue at the
   * destination. Resolves when ordered. Throws `unsupported` where the driver or the order does not allow it.
   */
  forceCompletion(ref: MigrationRef, how: ForcedCompletion): Promise<void>;

  /** Starts to measure how fast these VMs of a host write; the results come with observations after `seconds`. */
  measureDirtyRates(hostId: string, vmUuids: string[], seconds: number): Promise<void>;

  /**
   * Aborts the job; the VM keeps running at the source. Resolves when the abort is requested; the result is read
   * afterwards.
   */
  cancelMigration(ref: MigrationRef): Promise<void>;

  /**
   * Where the VM is, according to each of these hosts. Never throws for a host that does not answer: `unreachable`.
   */
  locateVm(vmUuid: string, hostIds: string[]): Promise<Placement[]>;

  /** Whether this host starts the VM at boot. No migration carries this setting over. */
  readAutostart(hostId: string, vmUuid: string): Promise<boolean>;

  /** Sets that the host starts the VM at boot, and reads it back. */
  setAutostart(hostId: string, vmUuid: string): Promise<void>;

  /**
   * Asks the manager to put an empty host into its own maintenance mode; resolves when that is ordered, or was already. Observations show
   * when the host is in it. `vsanData`: what becomes of its data; null: it has none in vSAN.
   */
  enterMaintenance(hostId: string, how: { vsanData: VsanData | null }): Promise<void>;

  /** Asks the manager to end that mode, or to stop entering it. */
  leaveMaintenance(hostId: string): Promise<void>;

  /**
   * Starts a command on a host, apart from every connection. Resolves once the host has stored that it is started. A key that
   * the host knows already starts nothing: a command runs at most once for its key. Throws `unsupported` where the driver or the host's
   * address has no shell.
   */
  startStep(order: StepOrder): Promise<void>;

  /** What the host knows of a command. Throws as long as the host does not answer. */
  readStep(ref: StepRef): Promise<StepReport>;

  /** The boot that a host is in: another id after each restart. Throws `unsupported`, or as long as it does not answer. */
  readBootId(hostId: string): Promise<string>;

  /**
   * Orders it for a VM on this host. Resolves once the hypervisor has taken the order; `readPower` has the result. A VM
   * that is already as ordered stays so. Throws `unsupported` for what the abilities do not include.
   */
  orderPower(hostId: string, vmUuid: string, order: PowerOrder): Promise<void>;

  /** The VM as this host reports it. Never throws for a host that does not answer: `unreachable`. */
  readPower(hostId: string, vmUuid: string): Promise<PowerReading>;

  /** Calls the listener for what happens on the hosts, until the returned function is called. */
  watch(listener: (event: DriverEvent) => void): () => void;

  close(): Promise<void>;
}
