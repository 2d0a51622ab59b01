import { type PlacedConstraint, refuse } from './constraint.ts';

/** All VMs of a host together hold no more memory than its reserve leaves, whatever they use of it now. */
export const memory: PlacedConstraint = (placement, unit, host) => {
  const needsMiB = placement.unitHeldMiB[unit];
  const freeMiB = placement.cluster.memoryLimit[host] - placement.heldMiB[host];
  // A stopped VM holds nothing, so it may go even to a host that is too full already.
  if (needsMiB === 0 || needsMiB <= freeMiB) return null;
  return refuse('no-memory', { needsMiB: Math.ceil(needsMiB), freeMiB: Math.max(0, Math.floor(freeMiB)) });
};
