import type { MeasuredWrites, ReportedWrites } from '../model/measured-writes.ts';
import type { Database, Transaction } from './client.ts';

/** The newest measurements of a VM that count, and those that are kept. */
export const MAX_MEASUREMENTS = 15;
const KEPT_HOURS = 12;

/** Stores measurements that were not stored yet, at the time of their observation, and drops old ones of the same VMs. */
export async function insertWriteMeasurements(
  tx: Transaction,
  at: Date,
  found: readonly (ReportedWrites & { vmId: string })[],
): Promise<void> {
  if (found.length === 0) return;
  const inserted = await tx.$queryRaw<{ vmId: string }[]>`
    INSERT INTO write_measurement (vm_id, key, at, seconds, dirtied_mib)
    SELECT id, key, ${at}, seconds, dirtied FROM unnest(
      ${found.map(({ vmId }) => vmId)}::uuid[], ${found.map(({ key }) => key)}::bigint[],
      ${found.map(({ seconds }) => seconds)}::float8[], ${found.map(({ dirtiedMiB }) => dirtiedMiB)}::float8[]
    ) AS m(id, key, seconds, dirtied)
    ON CONFLICT DO NOTHING RETURNING vm_id AS "vmId"`;
  if (inserted.length === 0) return;
  await tx.writeMeasurement.deleteMany({
    where: {
      vmId: { in: inserted.map(({ vmId }) => vmId) },
      at: { lt: new Date(at.getTime() - KEPT_HOURS * 3_600_000) },
    },
  });
}

/** A VM of which a measurement is due. */
export interface DueVm {
  id: string;
  uuid: string;
  hostId: string;
  hasMigrated: boolean; // its migrations showed how it writes
  lengths: number[]; // seconds of its newest measurements
}

/**
 * The running VMs of a cluster to measure now, the longest unmeasured first. Due is a VM that was never measured, one whose
 * last measurement has arrived while it has too few of them, and one that was measured last before `before`, or,
 * by a clock that was wrong, after `after`. A VM that is being moved is left out, and so is one whose hypervisor reports the working
 * set, or whose host does not answer.
 */
export async function listVmsToMeasure(
  db: Database,
  { clusterId, before, after }: { clusterId: string; before: Date; after: Date },
): Promise<DueVm[]> {
  // first the VMs of the cluster: without statistics, in a new database, they would be looked for host by host
  return db.$queryRaw<DueVm[]>`
    WITH own AS MATERIALIZED (
      SELECT id, uuid, name, host_id, learned, dirty_asked_at FROM vm
      WHERE cluster_id = ${clusterId}::uuid AND state = 'running' AND missing_since IS NULL AND working_set_mib IS NULL)
    SELECT v.id, v.uuid, v.host_id AS "hostId", m.lengths,
      COALESCE(v.learned IS NOT NULL AND v.learned->'isMeasured' IS DISTINCT FROM 'true'::jsonb, false) AS "hasMigrated"
    FROM own v JOIN host h ON h.id = v.host_id CROSS JOIN LATERAL (
      SELECT COALESCE(array_agg(newest.seconds), '{}') AS lengths, max(newest.at) AS last FROM (
        SELECT seconds, at FROM write_measurement WHERE vm_id = v.id ORDER BY at DESC LIMIT ${MAX_MEASUREMENTS}
      ) AS newest) AS m
    WHERE h.cluster_id = ${clusterId}::uuid AND h.connection = 'up' AND h.last_error IS NULL
      AND (v.dirty_asked_at IS NULL OR v.dirty_asked_at < ${before} OR v.dirty_asked_at > ${after}
        OR (m.last >= v.dirty_asked_at AND cardinality(m.lengths) < ${MAX_MEASUREMENTS}))
      AND NOT EXISTS (SELECT FROM move WHERE vm_id = v.id AND state IN ('checking', 'migrating', 'verifying', 'unknown'))
    ORDER BY v.dirty_asked_at NULLS FIRST, v.name`;
}

/** The newest measurements of these VMs, by VM id. A VM without any is left out. */
export async function readWriteMeasurements(
  db: Database,
  vmIds: readonly string[],
): Promise<Map<string, MeasuredWrites[]>> {
  const rows = await db.$queryRaw<(MeasuredWrites & { vmId: string })[]>`
    SELECT v.id AS "vmId", m.seconds, m.dirtied_mib AS "dirtiedMiB"
    FROM unnest(${vmIds}::uuid[]) AS v(id) CROSS JOIN LATERAL (
      SELECT seconds, dirtied_mib FROM write_measurement WHERE vm_id = v.id ORDER BY at DESC LIMIT ${MAX_MEASUREMENTS}
    ) AS m`;
  return Map.groupBy(rows, ({ vmId }) => vmId);
}

/** The VMs of a cluster that were measured since then and have no lesson of a migration. */
export async function listNewlyMeasured(
  db: Database,
  { clusterId, since }: { clusterId: string; since: Date },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM vm v WHERE v.cluster_id = ${clusterId}::uuid
      AND (v.learned IS NULL OR v.learned->'isMeasured' = 'true'::jsonb)
      AND EXISTS (SELECT FROM write_measurement WHERE vm_id = v.id AND at >= ${since})`;
  return rows.map(({ id }) => id);
}
