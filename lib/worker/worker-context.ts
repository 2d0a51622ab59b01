import { z } from 'zod';
import type { ClusterLocks } from '../db/cluster-lock.ts';
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
