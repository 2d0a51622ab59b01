import type { EffectivePolicy, PolicySource } from './effective-policy.ts';
import type { Policy } from './policy.ts';

interface Size {
  cpuCores: number;
  memoryMiB: number;
}

type ReserveSource = Exclude<PolicySource, 'vm' | 'order'>;

/** The reserve of a host, and its origin. */
export interface HostReserve {
  cores: number;
  coresFrom: ReserveSource;
  memoryMiB: number;
  memoryFrom: ReserveSource;
}

const MIN_MEMORY_MIB = 1024;
const MAX_MEMORY_MIB = 16_384;
const MEMORY_SHARE = 0.05;
/** A small host reserves no more than this share, whatever the minimum. */
const SMALL_HOST_SHARE = 0.25;
const CPU_SHARE = 0.025;
const MAX_CORES = 2;

/**
 * The default reserve of a host. Memory: 5 %, at least 1 GiB (a quarter of a host below 4 GiB) and at most 16 GiB.
 * CPU: 2.5 % of its cores, at most two. docs/policy.md has the reasons.
 */
export function defaultReserve(host: Size): { cores: number; memoryMiB: number } {
  const wantedMiB = Math.min(MAX_MEMORY_MIB, Math.max(MIN_MEMORY_MIB, host.memoryMiB * MEMORY_SHARE));
  return {
    cores: Math.min(MAX_CORES, host.cpuCores * CPU_SHARE),
    memoryMiB: Math.round(Math.min(wantedMiB, host.memoryMiB * SMALL_HOST_SHARE)),
  };
}

/** A reserve never takes the whole host, even if the host has shrunk since it was entered. */
export const MAX_RESERVED_SHARE = 0.9;

/**
 * The reserve of a host by its effective policy: in its own units, otherwise as a share of it, otherwise the default.
 */
export function reserveOf(host: Size, { values, from }: EffectivePolicy): HostReserve {
  const otherwise = defaultReserve(host);
  const choose = (own: number | null, percent: number | null, of: number, fallback: number): number =>
    own ?? (percent === null ? fallback : (percent / 100) * of);
  const cores = choose(values.reserveCores, values.reserveCpuPercent, host.cpuCores, otherwise.cores);
  const { reserveMemoryMiB, reserveMemoryPercent } = values;
  const memoryMiB = choose(reserveMemoryMiB, reserveMemoryPercent, host.memoryMiB, otherwise.memoryMiB);
  return {
    cores: Math.min(cores, host.cpuCores * MAX_RESERVED_SHARE),
    coresFrom: sourceOf(from.reserveCores, from.reserveCpuPercent),
    memoryMiB: Math.floor(Math.min(memoryMiB, host.memoryMiB * MAX_RESERVED_SHARE)),
    memoryFrom: sourceOf(from.reserveMemoryMiB, from.reserveMemoryPercent),
  };
}

/** Neither can be set for a VM or with an order. */
function sourceOf(own: PolicySource, asShare: PolicySource): ReserveSource {
  const source = own === 'host' ? own : asShare;
  return source === 'vm' || source === 'order' ? 'default' : source;
}

const QEMU_MIB = 64;
const VCPU_MIB = 8;
/** Page tables: eight bytes for each page of 4 KiB. */
const MEMORY_PER_PAGE_TABLES = 512;

/** What the hypervisor needs for a VM besides its memory, in MiB: QEMU itself, its vCPUs, its page tables (docs/policy.md). */
export function defaultOverheadMiB(vm: { vcpus: number; memoryMiB: number }): number {
  return Math.ceil(QEMU_MIB + VCPU_MIB * vm.vcpus + vm.memoryMiB / MEMORY_PER_PAGE_TABLES);
}

/** The same by the policy: the entered value, otherwise the default for the VM's size. */
export function overheadOf(
  vm: { vcpus: number; memoryMiB: number },
  { vmOverheadMiB }: Pick<Policy, 'vmOverheadMiB'>,
): number {
  return vmOverheadMiB ?? defaultOverheadMiB(vm);
}
