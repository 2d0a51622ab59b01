import type { SnapshotHost, SnapshotVm } from '../../model/snapshot.ts';

/** The engine's assumptions for values that a snapshot lacks. All assumptions are in this file. */
export const assumed = {
  migrationMbps: 1000, // of a host without a value: gigabit Ethernet
  linkEfficiency: 0.95, // the nominal rate less headers and acknowledgements
  dirtyMiBps: 10, // of a VM that was never measured: a typical server, not a database at its peak
  workingSetFraction: 0.1, // of the touched memory
  downtimeLimitMs: 300, // QEMU's default
  fixedSeconds: 1, // setting up and cleaning up
  handOverMs: 30, // the part of the pause that copies no memory
  mhzPerCore: 2500, // if no host of the cluster reports its cores
  restartSeconds: 10, // a VM of a dead host: until it runs, without the start of its guest
  offlineSeconds: 2, // a stopped VM: only its definition moves, its disks are shared
} as const;

const BYTES_PER_MIB = 1024 * 1024;

/** MiB/s that a host can send or receive during a migration. */
export function hostBandwidthMiBps(host: SnapshotHost): number {
  const mbps = host.migrationMbps ?? assumed.migrationMbps;
  return (mbps * 1e6 * assumed.linkEfficiency) / 8 / BYTES_PER_MIB;
}

/**
 * The cores of each host; a host that does not report them gets its clock divided by the mean clock per core of the
 * others.
 */
export function hostCores(hosts: readonly SnapshotHost[]): number[] {
  const known = hosts.filter(({ cpuCores }) => cpuCores !== undefined);
  const cores = known.reduce((sum, host) => sum + (host.cpuCores ?? 0), 0);
  const mhz = known.reduce((sum, host) => sum + host.cpuMhz, 0);
  const mhzPerCore = cores > 0 ? mhz / cores : assumed.mhzPerCore;
  return hosts.map(({ cpuCores, cpuMhz }) => cpuCores ?? cpuMhz / mhzPerCore);
}

/**
 * MiB that a migration copies at least once: those of its last migration, otherwise the used memory, otherwise the
 * assigned memory.
 */
export function touchedMiB(vm: SnapshotVm): number {
  return Math.min(vm.touchedMiB ?? vm.demand.memoryMiB ?? vm.memoryMiB, vm.memoryMiB);
}

/** MiB/s that the VM writes. A paused VM writes nothing. */
export function dirtyRateMiBps(vm: SnapshotVm): number {
  return vm.state === 'running' ? (vm.dirtyMiBps ?? assumed.dirtyMiBps) : 0;
}

/** MiB that the VM rewrites constantly. */
export function workingSetMiB(vm: SnapshotVm): number {
  return Math.min(vm.workingSetMiB ?? touchedMiB(vm) * assumed.workingSetFraction, touchedMiB(vm));
}
