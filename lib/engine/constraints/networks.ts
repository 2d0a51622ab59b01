import { type FixedConstraint, refuse } from './constraint.ts';
import { firstMissing } from './names.ts';

/** Every network of the VM must exist at the destination. */
export const networks: FixedConstraint = (cluster, vm, host) => {
  const missing = firstMissing(cluster.vms[vm].networks, cluster.hosts[host].networks);
  return missing === null ? null : refuse('network-missing', { missing });
};
