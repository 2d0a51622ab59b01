import type { Database } from './client.ts';

/** A finished run of balancing whose loads have not been compared with the predicted ones. */
export interface UncomparedRun {
  id: string;
  planId: string;
  finishedAt: Date;
  /** Whether another move began or ended on one of its hosts before `until`: then the loads are not its own. */
  isDisturbed: boolean;
}

/** The runs of balancing that ended before `before` and whose loads nobody has compared; `afterMs` after their end counts as theirs. */
export async function listUncomparedRuns(
  db: Database,
  { clusterId, before, afterMs }: { clusterId: string; before: Date; afterMs: number },
): Promise<UncomparedRun[]> {
  return db.$queryRaw<UncomparedRun[]>`
    SELECT r.id, r.plan_id AS "planId", r.finished_at AS "finishedAt", EXISTS (
      SELECT 1 FROM move m JOIN move o ON o.run_id <> r.id AND o.started_at IS NOT NULL
        AND o.started_at > r.finished_at - interval '1 day'
        AND o.started_at < r.finished_at + make_interval(secs => ${afterMs / 1000}::float8)
        AND (o.finished_at IS NULL OR o.finished_at > r.started_at)
        AND (o.from_host_id IN (m.from_host_id, m.to_host_id) OR o.to_host_id IN (m.from_host_id, m.to_host_id))
      WHERE m.run_id = r.id) AS "isDisturbed"
    FROM run r
    WHERE r.load_compared_at IS NULL AND r.cluster_id = ${clusterId}::uuid AND r.kind = 'balance'
      AND r.finished_at < ${before}
    ORDER BY r.finished_at LIMIT 20`;
}
