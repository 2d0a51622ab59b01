import { figures } from '../../engine/figures.ts';
import { planSteadily } from '../../engine/plan-steadily.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type DayFigures, type PastDemand, replayDay } from './replay-day.ts';

/** A cluster as it is now, under one policy: the policy also decides what hosts reserve and VMs need. */
export interface PolicyCase {
  snapshot: Snapshot;
  policy: Policy;
  usualMhz: ReadonlyMap<string, number>; // by VM id
}

/** What a change of the policy would do: values only, so that any thread can answer. */
export interface EffectQuestion {
  before: PolicyCase;
  after: PolicyCase;
  past: PastDemand;
}

/** What one plan would do now. */
export interface PlanFigures {
  moves: number;
  overloadedHosts: number; // now, by the thresholds of the policy
  overloadedAfter: number;
  spread: number;
  spreadAfter: number;
}

/** The same under both policies. */
interface Compared<T> {
  before: T;
  after: T;
}

export interface PolicyEffect {
  now: Compared<PlanFigures>;
  /** Over the measured time before; null: nothing was measured. */
  day: Compared<DayFigures> | null;
  /** How many moves each aggressiveness, 1 to 5, would make now under the changed policy. */
  movesByLevel: number[];
}

const levels = [1, 2, 3, 4, 5] as const;

/** The effect of a change: a plan now, the day before, and what each aggressiveness would do. The same input gives the same answer. */
export function policyEffect({ before, after, past }: EffectQuestion): PolicyEffect {
  const now = { before: planNow(before), after: planNow(after) };
  const day =
    past.at.length === 0 ? null : { before: replayDay(before, past), after: replayDay(after, past) };
  // a minimum gain that is set would come before any aggressiveness
  const movesByLevel = levels.map((aggressiveness) =>
    movesOf({ ...after, policy: { ...after.policy, minGain: null, aggressiveness } }),
  );
  return { now, day, movesByLevel };
}

function planNow({ snapshot, policy, usualMhz }: PolicyCase): PlanFigures {
  const { overloadedHosts } = figures(snapshot, policy);
  const { moves, before, after } = planSteadily(snapshot, usualMhz, policy).plan;
  const isOff = policy.mode === 'off';
  return {
    moves: isOff ? 0 : moves.length,
    overloadedHosts,
    overloadedAfter: isOff ? overloadedHosts : after.overloadedHosts,
    spread: before.spread,
    spreadAfter: isOff ? before.spread : after.spread,
  };
}

const movesOf = ({ snapshot, policy, usualMhz }: PolicyCase): number =>
  planSteadily(snapshot, usualMhz, policy).plan.moves.length;
