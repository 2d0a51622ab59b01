import { type PlacedConstraint, refuse } from './constraint.ts';

/** The VMs of a host never exceed the memory that its reserve leaves, whatever they use of it now. */
export const memory: PlacedConstraint = (placement, unit, host) => {
  const needsMiB = placement.unitHeldMiB[unit];
  const freeMiB = placement.cluster.memoryLimit[host] - placement.heldMiB[host];
  // A stopped VM uses no memory, so it may even move to a host that is over its limit.
  if (needsMiB === 0 || needsMiB <= freeMiB) return null;
  return refuse('no-memory', { needsMiB: Math.ceil(needsMiB), freeMiB: Math.max(0, Math.floor(freeMiB)) });
};
