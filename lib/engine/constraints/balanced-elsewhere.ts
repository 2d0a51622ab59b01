import { refuse, type VmConstraint } from './constraint.ts';

/**
 * Another balancer moves the VM by itself and would undo a move, or the VM was excluded there from all balancing. An evacuation, or a
 * move that a person requests, moves it nevertheless.
 */
export const balancedElsewhere: VmConstraint = (cluster, vm) => {
  const { balancedBy, excludedBy } = cluster.vms[vm];
  if (excludedBy !== undefined) return refuse('excluded-elsewhere', { balancer: excludedBy });
  return balancedBy === undefined ? null : refuse('balanced-elsewhere', { balancer: balancedBy });
};
