import type { DriverAbilities } from '../../lib/model/driver-traits.ts';
import type { DriverErrorCode } from '../../lib/model/errors.ts';
import type { HypervisorDriver, MigrationOrder } from '../../lib/model/ports.ts';

export interface ContractVm {
  uuid: string;
  name: string;
  vcpus: number;
  memoryMiB: number;
}

/** What a driver's own test gives to the contract: a world to try it on, and ways to break that world. */
export interface DriverHarness {
  /** A new driver without any memory of earlier ones, as after a restart of Ballast. The suite closes it. */
  createDriver(): HypervisorDriver;
  /** At least two hosts that any of the VMs below may run on. */
  hosts: { hostId: string; name: string }[];
  /** Of all VMs on all hosts, stopped ones included. */
  vmCount: number;
  /** Running VMs: one that writes little memory, and one that uses CPU and keeps writing memory. */
  calm: ContractVm;
  busy: ContractVm;
  /** The order, to be copied no faster than this (MiB/s): by its cap, or where the driver keeps to none by a slower network. */
  slowTo(order: MigrationOrder, mibps: number): MigrationOrder;
  /** A speed (MiB/s) at which copying either VM takes several seconds, and the calm one still gets across. */
  slowMiBps: number;
  /** A speed at which copying either lasts for minutes: for what may not end before somebody ends it, however slow we are. */
  crawlMiBps: number;
  /** All hosts are asked at one instant: then no VM may run on two of them, not even for one reading. */
  asksAtOneInstant: boolean;
  /** A speed at which the busy VM writes faster than it can be copied. */
  hopelessMiBps: number;
  /** How fast the busy VM writes, in MiB/s: the machine that it is on may be too busy to let it write as it would. */
  busyDirty: { least: number; most: number };
  /** Asks repeatedly until the answer is not null; fails with `what` when it took too long. */
  until<T>(what: string, read: () => Promise<T | null>): Promise<T>;
  /** An order that the destination has a cause to refuse, prepared now: the result of its check, and the possible results of the move. */
  prepareRefusal(): Promise<{
    order: Omit<MigrationOrder, 'moveId'>;
    code: DriverErrorCode;
    endCodes: DriverErrorCode[];
    undo(): Promise<void>;
  }>;
  /** From now on this host does not answer Ballast. */
  makeUnreachable(hostId: string): Promise<void>;
  /** The destination of a running migration goes away: for the migration at least, and for good. */
  loseDestination(hostId: string): Promise<void>;
  /** Undoes both; resolves when the host answers again. */
  restoreHost(hostId: string): Promise<void>;
  /** Nothing gets from one of these hosts to the other; Ballast reaches both. */
  cutLink(hostId: string, toHostId: string): Promise<void>;
  joinLink(hostId: string, toHostId: string): Promise<void>;
  /** Throws when the guest is not alive where it should be, or was restarted (a lab knows; a simulator need not). */
  assertAlive(vm: ContractVm, hostId: string): Promise<void>;
  close(): Promise<void>;
}

/** By its cap: for drivers that keep to one. */
export const capTo = (order: MigrationOrder, mibps: number): MigrationOrder => ({
  ...order,
  bandwidthMiBps: mibps,
});

/** What the suite needs in every case; `driver` is a new one for each. */
export interface ContractBench {
  /** What the driver says that it can: it must refuse or leave out everything else. */
  abilities: DriverAbilities;
  harness(): DriverHarness;
  driver(): HypervisorDriver;
  freshDriver(): HypervisorDriver;
}
