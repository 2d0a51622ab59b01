import { vmName } from '../cluster/cluster.ts';
import { type FixedConstraint, refuse, type VmConstraint } from './constraint.ts';

/** What a VM needs must be known before it is moved for the sake of load. */
export const knownDemand: VmConstraint = (cluster, vm) =>
  cluster.isUnknown[vm] ? refuse('unknown-demand', {}) : null;

/** A host with a VM of unknown demand may be fuller than it looks: balancing sends nothing there. */
export const knownHostDemand: FixedConstraint = (cluster, _vm, host) => {
  if (!cluster.hasUnknown[host]) return null;
  const other = cluster.homeOf.findIndex((home, vm) => home === host && cluster.isUnknown[vm] === 1);
  return refuse('host-demand-unknown', { otherVm: vmName(cluster, other) });
};
