const DAY_MS = 86_400_000;

/** Samples, events, and plans that never became a run, are kept for as long as anyone looks back. */
export const KEEP_DAYS = 14;

/**
 * The time by which things grow old: the clock's, but no later than the days account for on which anything was measured. So a
 * clock that is far ahead for a while makes nothing old. Null: nothing can be old yet. `measured`: those days, UTC midnights.
 */
export function believedNow(now: Date, measured: readonly Date[]): Date | null {
  const past = measured.filter((day) => day <= now).toSorted((a, b) => b.getTime() - a.getTime());
  const newest = past[KEEP_DAYS];
  return newest ? new Date(Math.min(now.getTime(), newest.getTime() + KEEP_DAYS * DAY_MS)) : null;
}
