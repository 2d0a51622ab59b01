/** A cluster is planned at most this often: docs/automation.md says why an overload changes nothing about it. */
const PLAN_EVERY_SECONDS = 60;

/** Whether a cluster is to be planned on schedule. `lastPlannedAt` null: it never was. Pure. */
export function isPlanDue({ now, lastPlannedAt }: { now: Date; lastPlannedAt: Date | null }): boolean {
  const sinceSeconds = (now.getTime() - (lastPlannedAt?.getTime() ?? 0)) / 1000;
  return sinceSeconds >= PLAN_EVERY_SECONDS || sinceSeconds < 0; // planned in the future: a clock was wrong
}
