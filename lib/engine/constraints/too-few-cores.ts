import { type FixedConstraint, refuse } from './constraint.ts';

/**
 * A VM with more vCPUs than a host has cores would compete with itself; most hypervisors refuse to start it there.
 */
export const tooFewCores: FixedConstraint = (cluster, vm, host) => {
  const [vcpus, cpuCores] = [cluster.vms[vm].vcpus, cluster.hosts[host].cpuCores];
  if (vcpus === undefined || cpuCores === undefined || vcpus <= cpuCores) return null;
  return refuse('too-few-cores', { vcpus, cpuCores });
};
