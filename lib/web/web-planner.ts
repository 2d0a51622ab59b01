import type { Worker } from 'node:worker_threads';
import type { Planner } from '../services/planning/planning-tasks.ts';
import { PlannerPool } from '../threads/planner-pool.ts';
import { whoWaits } from './who-waits.ts';

declare global {
  /** Set by the server of the console (bin/web.ts), which can start threads from the sources; a bundle cannot. */
  var ballastPlanningThread: (() => Worker) | undefined;
  var ballastPlannerPool: PlannerPool | undefined;
}

/** Who plans for the request that is being answered: threads, so that other requests go on; undefined in development. */
export function getPlanner(): Planner | undefined {
  const startThread = globalThis.ballastPlanningThread;
  if (!startThread) return undefined;
  globalThis.ballastPlannerPool ??= new PlannerPool(startThread);
  return globalThis.ballastPlannerPool.plannerFor(whoWaits());
}
