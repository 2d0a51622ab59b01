import type { DriverAbilities, DriverKind, ForcedCompletion } from './driver-traits.ts';
import type { DriverError, DriverErrorCode, Facts, Failure } from './errors.ts';
import type { HugePagePool } from './host.ts';
import type { HostAlarm } from './host-alarm.ts';
import type { MoveKind, Tie, VmCondition, VmState } from './vm.ts';

export type { Clock } from './clock.ts';
export type { ForcedCompletion } from './driver-traits.ts';

/** A host as its driver needs to know it. What its addresses look like, and which of them it has, is the driver's affair. */
export interface HostAddress {
  hostId: string;
  name: string;
  uri: string; // Ballast to host; of one that its driver finds, the name that it is known by
  peerUri: string | null; // host to host, resolved by the source; null: the destination's `uri`
  migrationAddress: string | null; // where memory is sent, on the migration network; null: the hypervisor chooses
}

/** What a hypervisor says of one host and of all that runs on it, at one moment. */
export interface HostObservation {
  hostId: string;
  observedAt: Date;
  facts: {
    cpuCores: number;
    coreMhz: number; // the frequency read now: lower while the host is idle
    nominalMhz?: number | null; // the clock that it was made for; missing or null: the hypervisor cannot say
    memoryMiB: number;
    cpuModel: string | null;
    cpuFeatures: string[];
    networks: string[] | null; // null: the hypervisor cannot say, so it limits nothing
    storages: string[] | null;
    migrationMbps: number | null;
    rack: string | null;
    version: string; // of the hypervisor, to show
    cpuIds: number[] | null; // null: the hypervisor cannot say, so it limits nothing
    numaNodes: number[] | null;
    hugePages: HugePagePool[] | null;
  };
  /** Measured use, as the hypervisor reports it, without caches. Null: not known (yet). */
  use: { cpuBusyFraction: number | null; memoryUsedMiB: number | null };
  vms: VmObservation[];
  /** Impossible or missing values. Empty: its data is trusted. */
  alarms: HostAlarm[];
}

export interface VmObservation {
  uuid: string; // the hypervisor's own identity
  name: string;
  state: VmState;
  /** The incomplete copy of a VM that is being received: not a second VM, and not to be shown as one. */
  isIncoming: boolean;
  /** The hypervisor names it and says nothing of how it is: what was known of it stays. */
  isUnread?: boolean;
  vcpus: number | null; // null: not reported, as of one that is unread and has no definition either
  memoryMiB: number | null;
  cpuCoresUsed: number | null; // busy cores since the last observation
  memoryUsedMiB: number | null;
  residentMiB?: number | null; // what the host holds of its memory, caches of the guest included: what a migration copies
  dirtyMiBps: number | null;
  workingSetMiB: number | null;
  networks: string[];
  storages: string[];
  localDevices: string[];
  cpuFeatures: string[];
  condition: VmCondition | null; // what `state` does not tell
  hugePageKiB: number | null; // null: ordinary memory
  hostCpus: number[]; // pinned to these
  numaNodes: number[]; // its memory must be on these
  ties: Tie[];
  managedBy: string | null; // another manager that its definition names
  isPersistent: boolean; // false: nothing of it is left when it ends
  isAutostart: boolean; // its host starts it when the host itself starts
  definition: string | null; // changes when its definition does; null: not reported
}

/** What came of a reading at one host: its observation, or why there is none. */
export type HostReading = { hostId: string } & ({ observation: HostObservation } | { error: DriverError });

/** One reading at a cluster. */
export interface ClusterObservation {
  hosts: HostReading[]; // one for each that was asked for, in that order
}

/** One migration, named so that it can be asked about again after a restart. */
export interface MigrationRef {
  moveId: string;
  vmUuid: string;
  vmName: string;
  sourceHostId: string;
  destinationHostId: string;
  kind: MoveKind;
}

export interface MigrationOrder extends MigrationRef {
  bandwidthMiBps: number | null; // cap; null: none
  downtimeLimitMs: number; // target pause
  mayThrottle: boolean; // the hypervisor may slow the VM down so that the copy ends (auto-converge)
  mayPostCopy: boolean; // `forceCompletion` may switch to post-copy; some hypervisors must know beforehand
}

/** How far a copy is. Null: the hypervisor does not say, or not yet; unknown is never 0. */
export interface MigrationProgress {
  elapsedMs: number; // 0: not said
  fraction: number | null; // of the whole, 0 to 1; it may run backwards as more is written
  bytesTotal: number | null;
  bytesProcessed: number | null;
  bytesRemaining: number | null;
  round: number | null;
  bandwidthMiBps: number | null;
  dirtyMiBps: number | null;
  throttlePercent: number | null; // by how much the VM is slowed down
}

/** What the hypervisor said at the end. Null: it did not say. */
export interface MigrationStatistics {
  elapsedMs: number;
  downtimeMs: number | null;
  bytesProcessed: number | null;
  rounds: number | null;
  setupMs: number | null; // before the first byte
  memoryMiB: number | null; // all memory of the VM that the job looked at
  touchedMiB?: number | null; // of that, what was not all zeros: what the first round copied
  bandwidthMiBps: number | null;
  dirtyMiBps: number | null; // as last measured by the job
  reported: Record<string, string | number>; // the job statistics as the hypervisor gave them, to keep with the move
}

/** One thing that stands against a migration. */
export interface MigrationObstacle extends Failure {
  message: string;
  facts: Facts;
}

export type MigrationReport =
  | { phase: 'running'; progress: MigrationProgress }
  | { phase: 'completed'; statistics: MigrationStatistics | null }
  | ({ phase: 'failed'; message: string; facts: Facts } & Failure)
  | { phase: 'none' }; // no job, and no memory of one: read the placement

/** What one host says of one VM. `incoming`: the incomplete copy of a running migration. */
export type PlacementState = VmState | 'incoming' | 'absent' | 'unreachable';

export interface Placement {
  hostId: string;
  state: PlacementState;
}

export interface ConnectionCheck {
  hostId: string;
  toHostId: string | null; // null: Ballast to host; else host to host, asked of the source
  ok: boolean;
  version: string | null;
  code: DriverErrorCode | null;
  message: string | null;
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
 * Speaks to one kind of hypervisor for the hosts of one cluster. Every method that fails throws a DriverError with a code.
 * A method never blocks for the length of a migration, and holds no state that a restart may not lose.
 */
export interface HypervisorDriver {
  readonly kind: DriverKind;

  /** What its kind can do and tell: screens offer nothing else, and nothing else is ordered. */
  readonly abilities: DriverAbilities;

  /** Hosts that this driver finds by itself; none where people enter them. */
  discoverHosts(): Promise<Omit<HostAddress, 'hostId'>[]>;

  /** Inventory and statistics of one host. CPU figures may be null in the first observation. */
  observeHost(hostId: string): Promise<HostObservation>;

  /**
   * The same of these hosts, in as few questions as the hypervisor allows. Never throws: what went wrong is said of the
   * host that it concerns, and of each when nothing at all was answered.
   */
  observeCluster(hostIds: readonly string[]): Promise<ClusterObservation>;

  /** Ballast to each host, and each host to each other. Never throws for a host that does not answer: it says so. */
  testConnections(): Promise<ConnectionCheck[]>;

  /** Resolves once the hypervisor has taken the order or refused it (throws). The migration then continues by itself. */
  startMigration(order: MigrationOrder): Promise<void>;

  /**
   * What stands against this migration, asked of both hypervisors now without moving anything: CPU, disks, networks, memory,
   * a name that is taken, another job. Empty: nothing that they could tell. Throws when the source cannot be asked.
   */
  checkMigration(order: MigrationOrder): Promise<MigrationObstacle[]>;

  readMigration(ref: MigrationRef): Promise<MigrationReport>;

  /**
   * Brings a live migration to its end: `quick` pauses the VM and copies the rest, `post-copy` lets it continue at the
   * destination. Resolves when ordered. Throws `unsupported` where the driver or the order does not allow it.
   */
  forceCompletion(ref: MigrationRef, how: ForcedCompletion): Promise<void>;

  /** Begins to measure how fast these VMs of a host write; what it finds comes with observations after `seconds`. */
  measureDirtyRates(hostId: string, vmUuids: string[], seconds: number): Promise<void>;

  /** Aborts the job; the VM keeps running at the source. Resolves when asked; what happened is read afterwards. */
  cancelMigration(ref: MigrationRef): Promise<void>;

  /** Where the VM is, asked of each of these hosts. Never throws for a host that does not answer: `unreachable`. */
  locateVm(vmUuid: string, hostIds: string[]): Promise<Placement[]>;

  /** Whether this host, when it starts, starts the VM that it has. No migration carries that along. */
  readAutostart(hostId: string, vmUuid: string): Promise<boolean>;

  /** Has the host start the VM whenever it starts itself, and reads that it will. */
  setAutostart(hostId: string, vmUuid: string): Promise<void>;

  /** Calls the listener for what happens on the hosts, until the returned function is called. */
  watch(listener: (event: DriverEvent) => void): () => void;

  close(): Promise<void>;
}

/** An order as a driver wrote it down; its body is the driver's own. */
export interface LoggedCommand {
  seq: number;
  at: Date;
  body: unknown;
}

/** Where a driver may keep what it was ordered, for a cluster: it survives a crash and serves several workers. */
export interface CommandLog {
  read(afterSeq: number): Promise<LoggedCommand[]>;
  append(at: Date, body: object): Promise<LoggedCommand>;
}
