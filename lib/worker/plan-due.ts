import type { EvaluationCause } from '../model/evaluation.ts';

/** A cluster is planned at most this often, except while a host is overloaded. */
export const PLAN_EVERY_SECONDS = 60;

interface Observed {
  now: Date;
  lastPlannedAt: Date | null; // null: never
  overloadedHosts: number; // in the observation of now
}

/** Why a cluster is to be planned after an observation; null: it is not. Pure. */
export function whyPlan({ now, lastPlannedAt, overloadedHosts }: Observed): EvaluationCause | null {
  const sinceSeconds = (now.getTime() - (lastPlannedAt?.getTime() ?? 0)) / 1000;
  // planned in the future: a clock was wrong
  if (sinceSeconds < 0 || sinceSeconds >= PLAN_EVERY_SECONDS) return 'schedule';
  return overloadedHosts > 0 && process.env.PLAN_EACH ? 'overload' : null;
}
