import { z } from 'zod';
import { databaseUntil } from '../db/client.ts';
import type { ClusterLocks, ClusterLoop } from '../db/cluster-lock.ts';
import { EvaluationCause } from '../model/evaluation.ts';
import type { Context } from '../services/context.ts';
import type { DriverPool } from './driver-pool.ts';
import type { Wakes } from './wakes.ts';

/** What the loops write to; pino's shape. */
export interface WorkerLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** What every task of a worker shares. */
export interface WorkerContext {
  ctx: Context;
  drivers: DriverPool;
  locks: ClusterLocks;
  wakes: Wakes;
  log: WorkerLog;
  /** Aborted when the worker is asked to stop: loops end at their next step. */
  stopping: AbortSignal;
}

export const ClusterPayload = z.object({
  clusterId: z.uuid(),
  isAsked: z.boolean().default(false),
  cause: EvaluationCause.catch('schedule').default('schedule'),
});
export type ClusterPayload = z.infer<typeof ClusterPayload>;

/**
 * Runs `work` while this worker alone holds the loop of the cluster; null without running it if another worker holds it.
 * When the lock is lost with its session, another worker may continue at once: `lost` aborts, and the context that `work`
 * gets reads and writes nothing any more.
 */
export function holdLoop<T>(
  { ctx, locks, log }: WorkerContext,
  clusterId: string,
  loop: ClusterLoop,
  work: (ctx: Context, lost: AbortSignal) => Promise<T>,
): Promise<T | null> {
  return locks.tryWith(clusterId, loop, (lost) => {
    const warn = (): void =>
      log.warn({ clusterId, loop, error: String(lost.reason) }, 'stopped: another worker may continue');
    lost.addEventListener('abort', warn, { once: true });
    return work({ ...ctx, db: databaseUntil(ctx.db, lost) }, lost);
  });
}
