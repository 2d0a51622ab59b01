import type { Database } from './client.ts';

/** Deletes the evaluations that were last repeated before `before`, and returns the number of their rows. */
export async function dropEvaluationsBefore(db: Database, before: Date): Promise<number> {
  const { count } = await db.evaluation.deleteMany({ where: { until: { lt: before } } });
  return count;
}
