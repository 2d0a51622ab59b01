import type { Database } from './client.ts';

/** How many there are of something in a cluster. */
export interface CountOf<State extends string> {
  clusterId: string;
  state: State;
  count: number;
}

/** The moves of each cluster that ended since `since`, by how they ended. */
export async function countEndedMoves(
  db: Database,
  since: Date,
): Promise<CountOf<'done' | 'failed' | 'cancelled' | 'skipped'>[]> {
  return db.$queryRaw`
    SELECT r.cluster_id AS "clusterId", m.state::text AS state, count(*)::int AS count
    FROM move m JOIN run r ON r.id = m.run_id
    WHERE m.finished_at > ${since} AND m.state IN ('done', 'failed', 'cancelled', 'skipped')
    GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** The VMs of each cluster: all, and those with a measured value that is not believed. */
export async function countVms(
  db: Database,
): Promise<{ clusterId: string; count: number; doubted: number }[]> {
  return db.$queryRaw`
    SELECT cluster_id AS "clusterId", count(*)::int AS count, (count(*) FILTER (WHERE doubts <> '[]'))::int AS doubted
    FROM vm WHERE missing_since IS NULL GROUP BY 1`;
}

/** The jobs of the queue by task. due: they should have begun. failed: their last try failed. */
export async function countJobs(
  db: Database,
): Promise<{ task: string; state: 'due' | 'running' | 'scheduled' | 'failed'; count: number }[]> {
  return db.$queryRaw`
    SELECT task_identifier AS task,
      CASE WHEN locked_at IS NOT NULL THEN 'running' WHEN attempts >= max_attempts THEN 'failed' WHEN run_at <= now() THEN 'due' ELSE 'scheduled' END AS state,
      count(*)::int AS count
    FROM graphile_worker.jobs GROUP BY 1, 2 ORDER BY 1, 2`;
}
