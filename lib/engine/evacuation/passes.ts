import type { EjectionSearchLimits } from './ejection-search.ts';

/** One pass of the search: the order of hosts, how far to stray from the most promising choices, and its budget. */
export type Pass = Pick<EjectionSearchLimits, 'order' | 'detours' | 'budget'>;

/** While nothing has to move on: spread over the least loaded hosts. The evacuation of a half-empty cluster ends here. */
export const spreading: readonly Pass[] = [{ order: 'even', detours: 3, budget: 20_000 }];

/** For each number of moves on in turn, the least first. Small detours find what a plain search never comes to. */
export const quick: readonly Pass[] = [
  { order: 'light', detours: 3, budget: 40_000 },
  { order: 'tight', detours: 3, budget: 30_000 },
  { order: 'light', detours: 6, budget: 90_000 },
  { order: 'tight', detours: 6, budget: 50_000 },
];

/** For one move less than an answer that is at most one above the least: worth a little time only. */
export const polishing: readonly Pass[] = [
  { order: 'tight', detours: 10, budget: 40_000 },
  { order: 'light', detours: 10, budget: 40_000 },
];

/** To find an answer after all, or a better one; the last misses none unless it runs out of its budget. */
export const thorough: readonly Pass[] = [
  { order: 'tight', detours: 10, budget: 150_000 },
  { order: 'light', detours: 10, budget: 200_000 },
  { order: 'light', detours: Number.POSITIVE_INFINITY, budget: 150_000 },
];

/** Whatever moves it takes: when it finds nothing within its budget, there is nothing. */
export const exhaustive: Pass = { order: 'tight', detours: Number.POSITIVE_INFINITY, budget: 200_000 };
