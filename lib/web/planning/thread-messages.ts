import type { Facts } from '../../model/errors.ts';
import type { PlanQuestion, RateQuestion } from '../../services/planning/planning-tasks.ts';

/** What a thread is handed, as a copy of its own. */
export type ThreadWork = { task: 'plan'; question: PlanQuestion } | { task: 'rate'; question: RateQuestion };

/** What a thread hands back: an answer, a failure that Ballast can explain, or a defect. */
export type ThreadReply<Answer> =
  | { ok: true; value: Answer }
  | { ok: false; failure: { code: string; message: string; facts: Facts } }
  | { ok: false; failure: null; message: string };
