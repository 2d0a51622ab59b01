import { type FixedConstraint, refuse } from './constraint.ts';

/** A hypervisor refused this VM at this host, for a cause that remains until the VM or the host changes. */
export const refusedBefore: FixedConstraint = (cluster, vm, host) => {
  const reason = cluster.refusalsOf[vm]?.get(host);
  return reason === undefined ? null : refuse('refused-before', { reason });
};
