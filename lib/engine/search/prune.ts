import type { Search } from './search.ts';

/**
 * Moves units back home whose move gains less of the objective's own figure than required, those with the smallest
 * gain first. A search on a smooth approximation, or one that was cut off, leaves moves that nobody would want.
 */
export function dropIdleMoves(search: Search): void {
  for (let unit = idlest(search); unit >= 0; unit = idlest(search)) {
    search.shift(unit, search.placement.cluster.units[unit].home);
  }
}

/** The displaced unit whose return costs the least, if that is less than its move must gain; otherwise -1. */
function idlest(search: Search): number {
  const { placement, measure, limits } = search;
  const before = measure.figure;
  let [found, least] = [-1, Number.POSITIVE_INFINITY];
  for (const [unit, { home }] of placement.cluster.units.entries()) {
    if (!placement.isDisplaced(unit) || !limits.isMovable[unit]) continue;
    if (search.gainOfReturning(unit) === Number.NEGATIVE_INFINITY) continue;
    const away = placement.hostOf[unit];
    search.shift(unit, home);
    const earned = measure.figure - before;
    search.shift(unit, away);
    if (earned >= Math.max(1e-9, search.costs.minGainOf(unit)) || earned >= least) continue;
    found = unit;
    least = earned;
  }
  return found;
}
