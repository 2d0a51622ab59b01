import type { DriverErrorCode, Facts, Failure } from './errors.ts';
import type { VmState } from './vm.ts';

export interface ConnectionCheck {
  hostId: string;
  toHostId: string | null; // null: Ballast to host; otherwise host to host, asked of the source
  ok: boolean;
  version: string | null;
  code: DriverErrorCode | null;
  message: string | null;
}

/** A VM of the cluster, as it was last observed. */
export interface InspectedVm {
  vmUuid: string;
  vmName: string;
  hostId: string;
  state: VmState;
  takesDisks?: boolean; // its local disks would be copied with it; missing: they would not
}

/** A storage of a host. */
export interface InspectedStorage {
  name: string;
  /** The same on two hosts: the same storage. Null: the hypervisor gives nothing to compare, so only its files can. */
  identity: string | null;
}

/** What a host reports about itself. Null: not reported. */
export interface InspectedHost {
  hostId: string;
  version: string | null; // of the hypervisor, to display
  cpuModel: string | null;
  ownName: string | null; // the name that the host gives itself
  clockOffsetSeconds: number | null; // how far its clock is ahead of Ballast's
  storages: InspectedStorage[] | null;
}

/** A file that a VM needs on each host: a disk, a disc (ISO image), firmware variables (NVRAM). */
export const fileKinds = ['disk', 'disc', 'firmware'] as const;
export type FileKind = (typeof fileKinds)[number];

/**
 * missing: it is not there. differs: there is another file of the same name. unproved: the source itself cannot show
 * that another host has it, for example because it is in no storage that Ballast can compare.
 */
export type FileFault = 'missing' | 'differs' | 'unproved';

/** Something that stands between a VM and one other host. */
export interface InspectedObstacle extends Failure {
  message: string;
  facts: Facts;
  vmUuid: string;
  toHostId: string;
  file?: { kind: FileKind; path: string; fault: FileFault }; // missing: the driver does not report which
}

/** What the hypervisors of a cluster report about migrations among its hosts. Nothing was moved or changed. */
export interface ClusterInspection {
  hosts: InspectedHost[]; // those that answered
  connections: ConnectionCheck[];
  obstacles: InspectedObstacle[];
  /** The CPU that all hosts can offer; null: not reported. */
  commonCpu: string | null;
  /** How many pairs of a VM and another host were checked, and how many there are. */
  checked: number;
  total: number;
}

/** A guest that Ballast makes for a test migration and removes afterwards: it has no disk, no network and little memory. */
export interface TestGuest {
  uuid: string;
  name: string; // begins with TEST_GUEST_PREFIX
}

export const TEST_GUEST_PREFIX = 'ballast-test-';

/** The guest of a test: the same at each try, so that a crash leaves none behind that nobody knows. */
export const testGuestOf = (testId: string): TestGuest => ({
  uuid: testId,
  name: `${TEST_GUEST_PREFIX}${testId.slice(-12)}`,
});
