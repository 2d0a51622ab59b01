import { Lesson } from '../model/lesson.ts';
import { MovePolicy } from '../model/policy.ts';
import type { MigrationStatistics } from '../model/ports.ts';
import type { MoveState } from '../model/run.ts';
import type { MoveKind } from '../model/vm.ts';
import type { Database } from './client.ts';
import { StoredStatistics } from './stored-migration.ts';

/** A finished move without a lesson, with its curve. */
export interface UnlearnedMove {
  id: string;
  vmId: string | null;
  fromHostId: string;
  toHostId: string;
  kind: MoveKind;
  state: MoveState;
  options: MovePolicy | null; // null: nothing that can be read
  statistics: MigrationStatistics | null;
  stallAction: string | null;
  startedAt: Date;
  finishedAt: Date | null;
  /** How many moves shared the busier of its hosts on average, itself included. */
  sharing: number;
  /** The readings at which its hypervisor reported all of these. */
  track: {
    elapsedMs: number;
    bytesProcessed: number;
    round: number;
    dirtyMiBps: number;
    throttlePercent: number | null;
  }[];
}

interface StoredMove extends Omit<UnlearnedMove, 'track' | 'options' | 'statistics'> {
  options: unknown;
  statistics: unknown;
}

/** The moves of a cluster that ended since then and have no lesson, the oldest first. */
export async function listUnlearnedMoves(
  db: Database,
  { clusterId, since, limit }: { clusterId: string; since: Date; limit: number },
): Promise<UnlearnedMove[]> {
  const moves = await db.$queryRaw<StoredMove[]>`
    SELECT m.id, m.vm_id AS "vmId", m.from_host_id AS "fromHostId", m.to_host_id AS "toHostId", m.kind::text AS kind,
      m.state::text AS state, m.options, m.statistics, m.stall_action AS "stallAction", m.started_at AS "startedAt",
      m.finished_at AS "finishedAt", greatest(1, (
        SELECT max(shared) FROM (
          SELECT sum(extract(epoch FROM least(o.finished_at, m.finished_at) - greatest(o.started_at, m.started_at)))
            / nullif(extract(epoch FROM m.finished_at - m.started_at), 0) AS shared
          FROM (VALUES (m.from_host_id), (m.to_host_id)) AS ends(host_id)
          JOIN move o ON o.started_at < m.finished_at AND o.finished_at > m.started_at AND o.kind NOT IN ('offline', 'restart')
            AND o.started_at > m.started_at - interval '1 day' AND ends.host_id IN (o.from_host_id, o.to_host_id)
          GROUP BY ends.host_id) AS each_host
      ))::float8 AS sharing
    FROM move m JOIN run r ON r.id = m.run_id
    WHERE m.lesson IS NULL AND m.started_at IS NOT NULL AND m.finished_at >= ${since} AND r.cluster_id = ${clusterId}::uuid
      AND m.state IN ('done', 'failed', 'cancelled')
    ORDER BY m.finished_at LIMIT ${limit}`;
  const rows = await db.moveProgress.findMany({
    where: { moveId: { in: moves.map((move) => move.id) } },
    orderBy: { elapsedMs: 'asc' },
  });
  const tracks = Map.groupBy(rows, (row) => row.moveId);
  return moves.map((move) => ({
    ...move,
    options: MovePolicy.safeParse(move.options).data ?? null,
    statistics: StoredStatistics.safeParse(move.statistics).data ?? null,
    track: (tracks.get(move.id) ?? []).flatMap(
      ({ elapsedMs, bytesProcessed, round, dirtyMiBps, throttlePercent }) =>
        bytesProcessed === null || round === null || dirtyMiBps === null
          ? []
          : [{ elapsedMs, bytesProcessed: Number(bytesProcessed), round, dirtyMiBps, throttlePercent }],
    ),
  }));
}

/** The lessons of the newest moves of a cluster; one that cannot be read is left out. */
export async function listLessons(
  db: Database,
  { clusterId, limit }: { clusterId: string; limit: number },
): Promise<Lesson[]> {
  const rows = await db.$queryRaw<{ lesson: unknown }[]>`
    SELECT m.lesson FROM move m JOIN run r ON r.id = m.run_id
    WHERE m.started_at IS NOT NULL AND m.lesson IS NOT NULL AND m.lesson <> '{}'::jsonb AND r.cluster_id = ${clusterId}::uuid
    ORDER BY m.started_at DESC LIMIT ${limit}`;
  return rows.flatMap((row) => Lesson.safeParse(row.lesson).data ?? []);
}
