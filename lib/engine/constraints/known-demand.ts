import { type Cluster, vmName } from '../cluster/cluster.ts';
import { type FixedConstraint, type Refusal, refuse, type VmConstraint } from './constraint.ts';

/** The demand of a VM must be known before it is moved for load. */
export const knownDemand: VmConstraint = (cluster, vm) =>
  cluster.isUnknown[vm] ? refuse('unknown-demand', {}) : null;

/**
 * A host with a VM of unknown demand may be fuller than it looks. Its vCPUs limit what that VM can use (see
 * ceilings.ts). If a host does not report its cores, nothing does, and balancing moves nothing there.
 */
export const knownHostDemand: FixedConstraint = (cluster, _vm, host) =>
  cluster.isClosed[host] ? refuseUnknown(cluster, host) : null;

/** A refusal that names the first VM of unknown demand on the host. */
export function refuseUnknown(cluster: Cluster, host: number): Refusal {
  const other = cluster.homeOf.findIndex((home, vm) => home === host && cluster.isUnknown[vm] === 1);
  return refuse('host-demand-unknown', { otherVm: vmName(cluster, other) });
}
