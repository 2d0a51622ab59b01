import type { BalanceBy } from '../../model/policy-fields.ts';
import type { SnapshotHost, SnapshotVm } from '../../model/snapshot.ts';
import { hostCores } from './assumptions.ts';

/** The measure that is balanced if it is not use: loads are amounts of VMs divided by capacities of hosts. */
export interface EvenAmounts {
  readonly cpu: Float64Array; // a VM each
  readonly memory: Float64Array;
  readonly cpuCapacity: Float64Array; // a host each
  readonly memoryCapacity: Float64Array;
}

/**
 * The amounts of `assigned` (vCPUs for each core, and memory) or of `count` (VMs, as a share of the mean of the
 * online hosts); null for `use`. Only running VMs count. Thresholds, limits and the figures of a plan always use
 * demand.
 */
export function evenAmounts(
  balanceBy: BalanceBy,
  { hosts, vms }: { hosts: readonly SnapshotHost[]; vms: readonly SnapshotVm[] },
): EvenAmounts | null {
  if (balanceBy === 'use') return null;
  const ofRunning = (amountOf: (vm: SnapshotVm) => number) =>
    Float64Array.from(vms, (vm) => (vm.state === 'running' ? amountOf(vm) : 0));
  if (balanceBy === 'assigned') {
    return {
      cpu: ofRunning(({ vcpus }) => vcpus ?? 1),
      memory: ofRunning(({ memoryMiB }) => memoryMiB),
      // the reserve takes the same share of the cores as of the clock
      cpuCapacity: Float64Array.from(hostCores(hosts), (cores, host) => {
        const { cpuMhz, reserve } = hosts[host];
        return Math.max(cores * (1 - reserve.cpuMhz / cpuMhz), 1e-3);
      }),
      memoryCapacity: Float64Array.from(hosts, ({ memoryMiB, reserve }) =>
        Math.max(memoryMiB - reserve.memoryMiB, 1),
      ),
    };
  }
  const running = vms.filter(({ state }) => state === 'running').length;
  const online = hosts.filter(({ state }) => state === 'online').length;
  return {
    cpu: ofRunning(() => 1),
    memory: new Float64Array(vms.length),
    cpuCapacity: new Float64Array(hosts.length).fill(Math.max(1, running / Math.max(1, online))),
    memoryCapacity: new Float64Array(hosts.length).fill(1),
  };
}
