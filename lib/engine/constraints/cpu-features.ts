import { type FixedConstraint, refuse } from './constraint.ts';
import { firstMissing } from './names.ts';

/** A VM may only move to a host with its CPU features. */
export const cpuFeatures: FixedConstraint = (cluster, vm, host) => {
  const missing = firstMissing(cluster.vms[vm].cpuFeatures, cluster.hosts[host].cpuFeatures);
  return missing === null ? null : refuse('cpu-feature-missing', { missing });
};
