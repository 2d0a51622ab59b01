import { type FixedConstraint, refuse } from './constraint.ts';

/** A VM that another manager places stays: that manager may start a second copy where it believes the VM to be. */
export const managedElsewhere: FixedConstraint = (cluster, vm) => {
  const manager = cluster.vms[vm].managedBy;
  return manager === undefined ? null : refuse('managed-elsewhere', { manager });
};
