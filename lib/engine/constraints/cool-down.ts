import { refuse, type VmConstraint } from './constraint.ts';

/** A VM that moved recently stays, so that it does not move back and forth. Applies only if both times are known. */
export const coolDown: VmConstraint = (cluster, vm) => {
  const { lastMigratedAt: movedAt, coolDownSeconds = cluster.policy.coolDownSeconds } = cluster.vms[vm];
  if (movedAt === undefined || cluster.takenAtMs === null) return null;
  const secondsAgo = (cluster.takenAtMs - Date.parse(movedAt)) / 1000;
  if (secondsAgo < 0) return null; // a clock was wrong: it cannot have moved after the snapshot was taken
  const secondsLeft = Math.ceil(coolDownSeconds - secondsAgo);
  return secondsLeft > 0 ? refuse('cool-down', { secondsLeft }) : null;
};
