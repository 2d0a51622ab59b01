import type { EjectionSearchLimits } from './ejection-search.ts';

/** One pass of the search: the order of hosts, how far to stray from the most promising choices, and its budget. */
export type Pass = Pick<EjectionSearchLimits, 'order' | 'detours' | 'budget'>;

/**
 * If nothing has to move on: spread over the least loaded hosts. The evacuation of a half-empty cluster ends here.
 */
export const spreading: readonly Pass[] = [{ order: 'even', detours: 3, budget: 20_000 }];

/** For each number of ejections, the minimum first. Small detours find what a plain search never reaches. */
export const quick: readonly Pass[] = [
  { order: 'light', detours: 3, budget: 40_000 },
  { order: 'tight', detours: 3, budget: 30_000 },
  { order: 'light', detours: 6, budget: 90_000 },
  { order: 'tight', detours: 6, budget: 50_000 },
];

/** For one move less than a solution that has at most one above the minimum: worth only a little time. */
export const polishing: readonly Pass[] = [
  { order: 'tight', detours: 10, budget: 40_000 },
  { order: 'light', detours: 10, budget: 40_000 },
];

/** To find a solution after all, or a better one; the last one misses none unless its budget runs out. */
export const thorough: readonly Pass[] = [
  { order: 'tight', detours: 10, budget: 150_000 },
  { order: 'light', detours: 10, budget: 200_000 },
  { order: 'light', detours: Number.POSITIVE_INFINITY, budget: 150_000 },
];

/** With any number of moves: if it finds nothing within its budget, there is nothing. */
export const exhaustive: Pass = { order: 'tight', detours: Number.POSITIVE_INFINITY, budget: 200_000 };
