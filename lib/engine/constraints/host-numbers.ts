import { type FixedConstraint, refuse } from './constraint.ts';

/** The CPUs of the host that the VM is pinned to must exist at the destination, by number. */
export const hostCpus: FixedConstraint = (cluster, vm, host) => {
  const missing = missingNumbers(cluster.vms[vm].hostCpus, cluster.hosts[host].cpuIds);
  return missing === null ? null : refuse('host-cpus-missing', { missing });
};

/** The NUMA nodes that its memory is bound to must exist at the destination, by number. */
export const numaNodes: FixedConstraint = (cluster, vm, host) => {
  const missing = missingNumbers(cluster.vms[vm].numaNodes, cluster.hosts[host].numaNodes);
  return missing === null ? null : refuse('numa-nodes-missing', { missing });
};

/** `32, 33`; null when none is missing, or when the host does not say which it has. */
function missingNumbers(
  needed: readonly number[] | undefined,
  offered: readonly number[] | undefined,
): string | null {
  if (needed === undefined || offered === undefined) return null;
  const missing = needed.filter((number) => !offered.includes(number)).sort((a, b) => a - b);
  return missing.length === 0 ? null : missing.join(', ');
}
