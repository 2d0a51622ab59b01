import { Worker } from 'node:worker_threads';

/** A thread that plans. It is started from the sources, by the web process outside of the bundle of Next. */
export function startPlanningThread(): Worker {
  return new Worker(new URL('./planning-thread.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
}
