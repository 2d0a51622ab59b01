import { refuse, type VmConstraint } from './constraint.ts';

/**
 * People may exclude a VM from balancing: `excluded` from all suggestions, `manual` from everything but their own
 * moves.
 */
export const automation: VmConstraint = (cluster, vm) => {
  const level = cluster.vms[vm].automation;
  return level === 'excluded' || level === 'manual' ? refuse(level, {}) : null;
};
