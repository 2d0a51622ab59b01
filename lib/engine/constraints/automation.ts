import { refuse, type VmConstraint } from './constraint.ts';

/** People may keep a VM out of balancing: `excluded` for good, `manual` for all but their own moves. */
export const automation: VmConstraint = (cluster, vm) => {
  const level = cluster.vms[vm].automation;
  return level === 'excluded' || level === 'manual' ? refuse(level, {}) : null;
};
