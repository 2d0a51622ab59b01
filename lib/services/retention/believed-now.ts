const DAY_MS = 86_400_000;

/** How long events, and plans that never became a run, are kept. */
export const KEEP_DAYS = 14;

/**
 * The time that retention counts from: the time of the clock, but no later than the days on which anything was
 * measured account for. So a clock that is temporarily far ahead expires nothing that is kept for `keepDays` or longer. Null:
 * nothing can expire yet. `measured`: those days, UTC midnights.
 */
export function believedNow(now: Date, measured: readonly Date[], keepDays = KEEP_DAYS): Date | null {
  const past = measured.filter((day) => day <= now).toSorted((a, b) => b.getTime() - a.getTime());
  const newest = past[keepDays];
  return newest ? new Date(Math.min(now.getTime(), newest.getTime() + keepDays * DAY_MS)) : null;
}
