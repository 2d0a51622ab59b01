import type { Facts } from '../model/errors.ts';
import type {
  PlanQuestion,
  PowerQuestion,
  RateQuestion,
  ReserveQuestion,
  RulesQuestion,
} from '../services/planning/planning-tasks.ts';
import type { EffectQuestion } from '../services/planning/policy-effect.ts';

/** The input of a thread, as a copy. */
export type ThreadWork =
  | { task: 'plan'; question: PlanQuestion }
  | { task: 'rate'; question: RateQuestion }
  | { task: 'powerOff'; question: PowerQuestion }
  | { task: 'reserve'; question: ReserveQuestion }
  | { task: 'judgeRules'; question: RulesQuestion }
  | { task: 'effect'; question: EffectQuestion };

/** The output of a thread: a result, a failure that Ballast can explain, or a bug. */
export type ThreadReply<Answer> =
  | { ok: true; value: Answer }
  | { ok: false; failure: { code: string; message: string; facts: Facts } }
  | { ok: false; failure: null; message: string };
