import { makeWorkerUtils, runMigrations } from 'graphile-worker';
import type { Database, Transaction } from './client.ts';

/** The queue's jobs. They only wake up workers: the work is read from the tables, never from the job. */
export const queueTasks = [
  'collect-cluster',
  'plan-cluster',
  'run-cluster',
  'patch-cluster',
  'read-signs',
  'fence-hosts',
  'live-cluster',
  'check-readiness',
  'retain',
  'pack',
  'deliver',
  'tidy',
] as const;
export type QueueTask = (typeof queueTasks)[number];

/** Creates or updates the queue's own tables (schema graphile_worker). */
export async function migrateQueue(url: string): Promise<void> {
  await runMigrations({ connectionString: url });
}

/**
 * Adds a job, at most one for each task and cluster. `replace` also changes the time of one that waits;
 * `preserve_run_at` keeps it. `isAsked`: somebody waits for it, so an observation asks silent hosts too. `cause`: why
 * a cluster is evaluated, for its log. Times are those
 * of the database, whose clock the queue uses. Takes part in a transaction: no commit, no job.
 */
export async function enqueue(
  tx: Database | Transaction,
  task: QueueTask,
  clusterId: string | null,
  options: {
    inSeconds?: number;
    mode?: 'replace' | 'preserve_run_at';
    isAsked?: boolean;
    cause?: string;
  } = {},
): Promise<void> {
  const { isAsked = false, cause } = options;
  const payload = JSON.stringify(clusterId ? { clusterId, isAsked, cause } : {});
  const key = clusterId ? `${task}:${clusterId}` : task;
  await tx.$queryRaw`
    SELECT 1 FROM graphile_worker.add_job(${task}::text, payload => ${payload}::json, run_at => now() + make_interval(secs => ${options.inSeconds ?? 0}::float8),
      max_attempts => 3, job_key => ${key}::text, job_key_mode => ${options.mode ?? 'replace'}::text)`;
}

/**
 * Brings forward jobs that wait longer than they ever should: the clock was ahead when they were added, or was set
 * back since. Returns their number.
 */
export async function bringForward(
  db: Database,
  task: QueueTask,
  clusterId: string | null,
  maxSeconds: number,
): Promise<number> {
  const key = clusterId ? `${task}:${clusterId}` : task;
  const rows = await db.$queryRaw<unknown[]>`
    SELECT job.id::text FROM (
      SELECT array_agg(id) AS ids FROM graphile_worker.jobs
      WHERE key = ${key} AND locked_at IS NULL AND run_at > now() + make_interval(secs => ${maxSeconds}::float8)) AS late,
      LATERAL graphile_worker.reschedule_jobs(late.ids, run_at => now()) AS job
    WHERE late.ids IS NOT NULL`;
  return rows.length;
}

/** Returns the jobs that are locked by these names (`startQueue`) to the queue. */
export async function unlockJobsOf(url: string, names: string[]): Promise<void> {
  if (names.length === 0) return;
  const utils = await makeWorkerUtils({ connectionString: url });
  try {
    await utils.forceUnlockWorkers(names);
  } finally {
    await utils.release();
  }
}
