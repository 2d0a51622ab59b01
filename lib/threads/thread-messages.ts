import type { Facts } from '../model/errors.ts';
import type { PlanningTask, QuestionOf } from '../services/planning/planning-tasks.ts';

/** The input of a thread, as a copy. */
export interface ThreadWork<Task extends PlanningTask = PlanningTask> {
  task: Task;
  question: QuestionOf<Task>;
}

/** The output of a thread: a result, a failure that Ballast can explain, or a bug. */
export type ThreadReply<Answer> =
  | { ok: true; value: Answer }
  | { ok: false; failure: { code: string; message: string; facts: Facts } }
  | { ok: false; failure: null; message: string };
