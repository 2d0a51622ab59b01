/** Where a reserve comes from: entered for the host, for its cluster, or by nobody. */
export type ReserveSource = 'host' | 'cluster' | 'default';

const LEAST_MIB = 1024;
const MOST_MIB = 16_384;
const MEMORY_SHARE = 0.05;
/** A small host keeps no more than this share, whatever the least is. */
const SMALL_HOST_SHARE = 0.25;
const CPU_SHARE = 0.025;
const MOST_CORES = 2;

/**
 * What a host keeps for itself when nobody says otherwise. Memory: 5 %, no less than 1 GiB (a quarter of a host below
 * 4 GiB) and no more than 16 GiB. CPU: 2.5 % of its cores, no more than two. What others keep: docs/policy.md.
 */
export function defaultReserve(host: { cpuCores: number; memoryMiB: number }): {
  cores: number;
  memoryMiB: number;
} {
  const wantedMiB = Math.min(MOST_MIB, Math.max(LEAST_MIB, host.memoryMiB * MEMORY_SHARE));
  return {
    cores: Math.min(MOST_CORES, host.cpuCores * CPU_SHARE),
    memoryMiB: Math.round(Math.min(wantedMiB, host.memoryMiB * SMALL_HOST_SHARE)),
  };
}

const QEMU_MIB = 64;
const VCPU_MIB = 8;
/** Page tables: eight bytes for each page of 4 KiB. */
const MEMORY_PER_PAGE_TABLES = 512;

/** What the hypervisor needs for a VM besides its memory, in MiB: QEMU itself, its vCPUs, its page tables (docs/policy.md). */
export function defaultOverheadMiB(vm: { vcpus: number; memoryMiB: number }): number {
  return Math.ceil(QEMU_MIB + VCPU_MIB * vm.vcpus + vm.memoryMiB / MEMORY_PER_PAGE_TABLES);
}
