/** How far the clock of one host is ahead of ours, as far as the reports of its guests show. Lost at a restart. */
export interface HostClock {
  /**
   * Seconds; null: not known yet. `reports`: when the host last received the statistics of each guest, in seconds of its
   * own clock, by VM. `now`: our clock; `atMs`: a monotonic counter.
   */
  read(reports: ReadonlyMap<string, number>, now: Date, atMs: number): number | null;
}

/** Two readings that are further apart do not show when a report arrived in between. */
const MAX_GAP_SECONDS = 120;

/** A report that has changed since the last reading has arrived since: so it shows the clock of the host within that time. */
export function createHostClock(): HostClock {
  let last: { reports: ReadonlyMap<string, number>; atMs: number } | null = null;
  let ahead: number | null = null;
  return {
    read: (reports, now, atMs) => {
      const before = last;
      last = { reports, atMs };
      if (before === null) return null;
      const gapSeconds = (atMs - before.atMs) / 1000;
      const arrived = [...reports].flatMap(([vm, at]) =>
        before.reports.has(vm) && before.reports.get(vm) !== at ? [at] : [],
      );
      if (arrived.length > 0 && gapSeconds >= 0 && gapSeconds <= MAX_GAP_SECONDS)
        ahead = nearestToZero(Math.max(...arrived) - now.getTime() / 1000, gapSeconds);
      return ahead;
    },
  };
}

/** The smallest offset in the range that begins here and is so wide, give or take the second to which reports are dated. */
function nearestToZero(least: number, width: number): number {
  if (least > 1) return least;
  return Math.min(0, least + width + 1);
}
