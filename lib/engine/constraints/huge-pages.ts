import { type PlacedConstraint, refuse } from './constraint.ts';

/** VMs on huge pages need free memory in the host's pool of that page size. */
export const hugePages: PlacedConstraint = (placement, unit, host) => {
  for (const { pool, heldMiB } of placement.cluster.units[unit].pooled) {
    const freeMiB = placement.poolFreeMiB(pool, host);
    if (heldMiB <= freeMiB) continue;
    const pageKiB = placement.cluster.pageSizes[pool];
    return refuse('no-huge-pages', {
      pageKiB,
      needsMiB: Math.ceil(heldMiB),
      freeMiB: Math.max(0, Math.floor(freeMiB)),
    });
  }
  return null;
};
