import { type FixedConstraint, refuse } from './constraint.ts';
import { firstMissing } from './names.ts';

/** Every storage with a disk of the VM must be reachable from the destination. */
export const storages: FixedConstraint = (cluster, vm, host) => {
  const missing = firstMissing(cluster.vms[vm].storages, cluster.hosts[host].storages);
  return missing === null ? null : refuse('storage-missing', { missing });
};
