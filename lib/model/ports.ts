import type { DriverAbilities, DriverKind, ForcedCompletion } from './driver-traits.ts';
import type { Facts, Failure } from './errors.ts';
import type { StepOrder, StepRef, StepReport } from './host-step.ts';
import type { ClusterInspection, ConnectionCheck, InspectedVm, TestGuest } from './inspection.ts';
import type { VsanData } from './manager-maintenance.ts';
import type { ClusterObservation, DiscoveredHost, HostObservation, ReadingOptions } from './observation.ts';
import type { PowerOrder } from './power-order.ts';
import type { RestartsVms } from './restart-port.ts';
import type { MigrationKind, VmState } from './vm.ts';

export type { Clock } from './clock.ts';
export type { CommandLog, LoggedCommand } from './command-log.ts';
export type { ForcedCompletion } from './driver-traits.ts';
export type { ConnectionCheck } from './inspection.ts';
export type {
  ClusterObservation,
  DiscoveredHost,
  FurtherHostMeasures,
  FurtherVmMeasures,
  HostAddress,
  HostObservation,
  HostReading,
  ReadingOptions,
  VmObservation,
} from './observation.ts';
export type { RestartOrder } from './restart-port.ts';

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
  takesDisks?: boolean; // local disks of the VM are copied too; missing: they are not
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
  diskBytes?: number | null; // of local disks that went with it, which are part of `bytesProcessed`
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
