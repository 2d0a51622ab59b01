import type { Policy } from '../../model/policy.ts';
import type { SnapshotHost, SnapshotVm } from '../../model/snapshot.ts';

/** Rounding differences in MiB of sums in another order. */
const ROUNDING_MIB = 1e-6;

/** The values of a VM that determine what its host must hold. */
export type HeldVm = Pick<SnapshotVm, 'state' | 'memoryMiB' | 'overheadMiB' | 'hugePageKiB'>;

/**
 * Of ordinary memory, in MiB: the VM's assigned memory and the hypervisor's overhead. Nothing while it is stopped.
 */
export function heldMiB(vm: HeldVm): number {
  if (vm.state === 'stopped') return 0;
  return (vm.hugePageKiB === undefined ? vm.memoryMiB : 0) + vm.overheadMiB;
}

/**
 * The ordinary memory that the VMs of a host may use, in MiB: without its reserve and its huge pages, times the
 * overcommitment. Zero or less: the reserve and the huge pages take all of it.
 */
export function memoryLimitMiB(
  host: Pick<SnapshotHost, 'memoryMiB' | 'reserve' | 'hugePages'>,
  { memoryOvercommit }: Pick<Policy, 'memoryOvercommit'>,
): number {
  const pooled = (host.hugePages ?? []).reduce((sum, pool) => sum + pool.totalMiB, 0);
  const left = host.memoryMiB - host.reserve.memoryMiB - pooled;
  return left > 0 ? left * memoryOvercommit : left;
}

/** By how many MiB these VMs exceed what the host may give; 0: they fit. Such a host only loses VMs. */
export function memoryOverMiB(
  host: Parameters<typeof memoryLimitMiB>[0],
  vms: readonly HeldVm[],
  policy: Pick<Policy, 'memoryOvercommit'>,
): number {
  const held = vms.reduce((sum, vm) => sum + heldMiB(vm), 0);
  const over = held - memoryLimitMiB(host, policy);
  return over > ROUNDING_MIB ? over : 0;
}
