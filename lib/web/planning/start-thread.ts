import { Worker } from 'node:worker_threads';

/** A thread that plans. The web process starts it from the sources, outside of the bundle of Next. */
export function startPlanningThread(): Worker {
  return new Worker(new URL('./planning-thread.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
}
