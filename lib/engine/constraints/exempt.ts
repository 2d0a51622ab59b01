import { refuse, type VmConstraint } from './constraint.ts';

/** A VM may be exempt from balancing until a time. Without the time of the snapshot it still is. */
export const exempt: VmConstraint = (cluster, vm) => {
  const until = cluster.vms[vm].exemptUntil;
  if (until === undefined) return null;
  const isOver = cluster.takenAtMs !== null && Date.parse(until) <= cluster.takenAtMs;
  return isOver ? null : refuse('exempt', { until });
};
