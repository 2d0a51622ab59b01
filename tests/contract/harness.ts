import type { DriverAbilities } from '../../lib/model/driver-traits.ts';
import type { DriverErrorCode } from '../../lib/model/errors.ts';
import type { HypervisorDriver, MigrationOrder } from '../../lib/model/ports.ts';

export interface ContractVm {
  uuid: string;
  name: string;
  vcpus: number;
  memoryMiB: number;
}

/** What a driver's own test provides for the contract: a world for its cases, and functions that break that world. */
export interface DriverHarness {
  /** A new driver without any state of earlier drivers, as after a restart of Ballast. The suite closes it. */
  createDriver(): HypervisorDriver;
  /** At least two hosts, any of which can run the VMs below. */
  hosts: { hostId: string; name: string }[];
  /** The number of all VMs on all hosts, including stopped ones. */
  vmCount: number;
  /** Running VMs: one that writes little memory, and one that uses CPU and keeps writing memory. */
  calm: ContractVm;
  busy: ContractVm;
  /** The order with a limited copy speed (MiB/s): by its bandwidth limit, or by a slower network if the driver has no limit. */
  slowTo(order: MigrationOrder, mibps: number): MigrationOrder;
  /** A speed (MiB/s) at which copying either VM takes several seconds, and the move of the calm VM still completes. */
  slowMiBps: number;
  /**
   * A speed at which copying either VM takes minutes, for migrations that must not end before the test ends them,
   * even on slow machines.
   */
  crawlMiBps: number;
  /** All hosts are read at the same moment, so no VM may run on two of them, not even in one reading. */
  asksAtOneInstant: boolean;
  /** A speed at which the busy VM writes faster than it can be copied. */
  hopelessMiBps: number;
  /** The current write rate of the busy VM, in MiB/s. On a loaded machine it may be lower than intended. */
  busyDirty: { least: number; most: number };
  /** Repeats a request until the result is not null. Fails with `what` after a time limit. */
  until<T>(what: string, read: () => Promise<T | null>): Promise<T>;
  /**
   * Prepares an order that the destination has a reason to refuse: the result of its check, and the possible
   * results of the move.
   */
  prepareRefusal(): Promise<{
    order: Omit<MigrationOrder, 'moveId'>;
    code: DriverErrorCode;
    endCodes: DriverErrorCode[];
    undo(): Promise<void>;
  }>;
  /** The addresses of its hosts lead to no shell: no command runs there, although the driver can. */
  lacksShell?: boolean;
  /** A host that is made unreachable is still a machine that runs, and shows it: only its hypervisor has ended. */
  keepsMachine?: boolean;
  /** From now on this host does not respond to Ballast. */
  makeUnreachable(hostId: string): Promise<void>;
  /** The destination of a running migration becomes unreachable, at least for the migration, and stays so. */
  loseDestination(hostId: string): Promise<void>;
  /** Undoes both. Resolves when the host responds again. */
  restoreHost(hostId: string): Promise<void>;
  /** No traffic passes from one of these hosts to the other. Ballast reaches both. */
  cutLink(hostId: string, toHostId: string): Promise<void>;
  joinLink(hostId: string, toHostId: string): Promise<void>;
  /** Throws if the guest does not run where it should, or was restarted (a lab can detect this, a simulator need not). */
  assertAlive(vm: ContractVm, hostId: string): Promise<void>;
  close(): Promise<void>;
}

/** By the bandwidth limit: for drivers that support it. */
export const capTo = (order: MigrationOrder, mibps: number): MigrationOrder => ({
  ...order,
  bandwidthMiBps: mibps,
});

/** What the suite needs in every case. `driver` is new for each case. */
export interface ContractBench {
  /** The abilities that the driver reports. It must refuse or omit everything else. */
  abilities: DriverAbilities;
  harness(): DriverHarness;
  driver(): HypervisorDriver;
  freshDriver(): HypervisorDriver;
}
