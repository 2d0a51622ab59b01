import { refuse, type VmConstraint } from './constraint.ts';

/** Balancing takes VMs from online hosts only: a draining host empties by itself, an offline one cannot send. */
export const sourceOnline: VmConstraint = (cluster, vm) => {
  const home = cluster.homeOf[vm];
  return cluster.isOnline[home] ? null : refuse('host-not-online', { state: cluster.hosts[home].state });
};
