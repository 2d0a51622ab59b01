import type { SnapshotInput } from '../../../lib/model/snapshot.ts';
import type { Random } from './random.ts';
import type { Size } from './size.ts';

export type HostInput = SnapshotInput['hosts'][number];
export type VmInput = SnapshotInput['vms'][number];
export type RuleInput = NonNullable<SnapshotInput['rules']>[number];

export interface HostType {
  readonly cores: number;
  readonly coreMhz: number;
  readonly memoryGiB: number;
}

/** The host of all homogeneous families: 32 cores and 256 GiB, without a reserve. */
export const STANDARD: HostType = { cores: 32, coreMhz: 2600, memoryGiB: 256 };

export const MIB_PER_GIB = 1024;

/** Demands are multiples of a hundredth of a standard core, so that they are whole numbers in hbal's format too. */
export const CPU_STEP_MHZ = STANDARD.coreMhz / 100;

/** Memory sizes are multiples of this. */
export const MEMORY_STEP_MIB = 256;

export function makeHost(index: number, { cores, coreMhz, memoryGiB }: HostType = STANDARD): HostInput {
  return {
    id: `h${index + 1}`,
    name: `kvm-${String(index + 1).padStart(2, '0')}`,
    cpuCores: cores,
    cpuMhz: cores * coreMhz,
    memoryMiB: memoryGiB * MIB_PER_GIB,
    migrationMbps: 10_000,
  };
}

/** The demand of a VM, before it has a host. */
export interface Need {
  readonly cpuMhz: number;
  readonly memoryMiB: number;
}

export function makeVm(index: number, hostId: string, { cpuMhz, memoryMiB }: Need): VmInput {
  return {
    id: `v${index + 1}`,
    name: `vm-${String(index + 1).padStart(3, '0')}`,
    hostId,
    vcpus: Math.max(1, Math.ceil(cpuMhz / STANDARD.coreMhz)),
    memoryMiB,
    demand: { cpuMhz, memoryMiB },
    dirtyMiBps: Math.round(cpuMhz / 130), // 20 MiB/s for each busy core
    workingSetMiB: Math.round(memoryMiB / 12),
  };
}

/** VMs on hosts, by index: one list of demands for each host. */
export function makeVms(hosts: readonly HostInput[], needsByHost: readonly (readonly Need[])[]): VmInput[] {
  let index = 0;
  return hosts.flatMap((host, h) => (needsByHost[h] ?? []).map((need) => makeVm(index++, host.id, need)));
}

export const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

/** A family: makes its instance of one size, with random numbers as the only other input. */
export type Generate = (random: Random, size: Size) => SnapshotInput;
