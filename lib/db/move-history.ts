import type { Facts } from '../model/errors.ts';
import { StoredFacts } from '../model/facts.ts';
import type { PlanKind } from '../model/plan.ts';
import type { MoveState } from '../model/run.ts';
import type { MoveKind } from '../model/vm.ts';
import type { Database } from './client.ts';
import { contains } from './contains.ts';
import { Prisma } from './generated/client.ts';

/**
 * The moves of the history: those that started, or ended without starting, from `from` up to but not including `to`.
 */
export interface MoveFilter {
  from: Date;
  to: Date;
  clusterId: string | null;
  hostId: string | null; // as source or destination
  vm: string | null; // a part of its name
  states: readonly MoveState[] | null;
  kind: MoveKind | null;
  cause: PlanKind | null;
}

export interface HistoryRow {
  id: string;
  at: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  state: MoveState;
  vmId: string | null;
  vm: string;
  cluster: string;
  fromHost: string;
  toHost: string;
  kind: MoveKind;
  cause: PlanKind;
  runId: string;
  runNumber: number;
  requestedBy: string;
  durationMs: number | null;
  predictedSeconds: number;
  downtimeMs: number | null;
  predictedDowntimeMs: number;
  bytes: number | null;
  rounds: number | null;
  code: string | null;
  facts: Facts;
  message: string | null;
}

const AT = Prisma.sql`coalesce(m.started_at, m.finished_at)`;
const FROM = Prisma.sql`FROM move m JOIN run r ON r.id = m.run_id JOIN cluster c ON c.id = r.cluster_id`;
const LIVE_DONE = Prisma.sql`m.state = 'done' AND m.kind = 'live'`;

/** Without an explicit started_at PostgreSQL could not use its index. */
function where(filter: MoveFilter): Prisma.Sql {
  const { from, to } = filter;
  const conditions = [
    Prisma.sql`((m.started_at >= ${from} AND m.started_at < ${to})
      OR (m.started_at IS NULL AND m.finished_at >= ${from} AND m.finished_at < ${to}))`,
  ];
  if (filter.clusterId) conditions.push(Prisma.sql`r.cluster_id = ${filter.clusterId}::uuid`);
  if (filter.hostId) {
    conditions.push(
      Prisma.sql`(m.from_host_id = ${filter.hostId}::uuid OR m.to_host_id = ${filter.hostId}::uuid)`,
    );
  }
  if (filter.vm) conditions.push(contains(Prisma.sql`m.vm_name`, filter.vm));
  if (filter.states) conditions.push(Prisma.sql`m.state::text = ANY(${[...filter.states]}::text[])`);
  if (filter.kind) conditions.push(Prisma.sql`m.kind::text = ${filter.kind}`);
  if (filter.cause) conditions.push(Prisma.sql`r.kind::text = ${filter.cause}`);
  return Prisma.sql`WHERE ${Prisma.join(conditions, ' AND ')}`;
}

/** A page of moves, the newest first. */
export async function listMoves(
  db: Database,
  filter: MoveFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<HistoryRow[]> {
  const rows = await db.$queryRaw<(Omit<HistoryRow, 'facts'> & { facts: unknown })[]>`
    SELECT m.id, ${AT} AS at, m.started_at AS "startedAt", m.finished_at AS "finishedAt", m.state::text AS state,
      m.vm_id AS "vmId", m.vm_name AS vm, c.name AS cluster, m.from_host_name AS "fromHost", m.to_host_name AS "toHost",
      m.kind::text AS kind, r.kind::text AS cause, r.id AS "runId", r.number AS "runNumber",
      r.requested_by AS "requestedBy", m.duration_ms AS "durationMs", m.predicted_seconds AS "predictedSeconds",
      m.downtime_ms AS "downtimeMs", m.predicted_downtime_ms AS "predictedDowntimeMs", m.bytes::float8 AS bytes,
      m.rounds, m.code, m.facts, m.message
    ${FROM} ${where(filter)}
    ORDER BY ${AT} DESC, m.id DESC LIMIT ${limit} OFFSET ${offset}`;
  return rows.map((row) => ({ ...row, facts: StoredFacts.safeParse(row.facts).data ?? {} }));
}

export interface MoveTotals {
  counts: Partial<Record<MoveState, number>>;
  took: Spread; // of live moves that were done
  pause: Spread;
  /** The number of those that took as long as forecast, within a quarter, and of how many. */
  asForecast: number;
  forecasts: number;
  lost: number; // moves after which the VM was on no host, or on two
}

export interface Spread {
  medianMs: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  mostMs: number | null;
}

/** How the moves of a filter ended and how long they took. */
export async function readMoveTotals(db: Database, filter: MoveFilter): Promise<MoveTotals> {
  const [counts, [figures]] = await Promise.all([
    db.$queryRaw<{ state: MoveState; count: number }[]>`
      SELECT m.state::text AS state, count(*)::int AS count ${FROM} ${where(filter)} GROUP BY 1`,
    db.$queryRaw<{ took: number[] | null; pause: number[] | null; near: number; of: number; lost: number }[]>`
      SELECT
        percentile_disc(ARRAY[0.5, 0.95, 0.99, 1]) WITHIN GROUP (ORDER BY m.duration_ms)
          FILTER (WHERE ${LIVE_DONE}) AS took,
        percentile_disc(ARRAY[0.5, 0.95, 0.99, 1]) WITHIN GROUP (ORDER BY m.downtime_ms)
          FILTER (WHERE ${LIVE_DONE}) AS pause,
        count(*) FILTER (WHERE ${LIVE_DONE}
          AND abs(m.duration_ms - m.predicted_seconds * 1000) <= 250 * m.predicted_seconds)::int AS near,
        count(*) FILTER (WHERE ${LIVE_DONE} AND m.duration_ms IS NOT NULL)::int AS of,
        count(*) FILTER (WHERE m.state = 'failed' AND m.code IN ('vm-gone', 'two-copies'))::int AS lost
      ${FROM} ${where(filter)}`,
  ]);
  return {
    counts: Object.fromEntries(counts.map((row) => [row.state, row.count])),
    took: spreadOf(figures?.took ?? null),
    pause: spreadOf(figures?.pause ?? null),
    asForecast: figures?.near ?? 0,
    forecasts: figures?.of ?? 0,
    lost: figures?.lost ?? 0,
  };
}

function spreadOf(values: (number | null)[] | null): Spread {
  const [medianMs = null, p95Ms = null, p99Ms = null, mostMs = null] = values ?? [];
  return { medianMs, p95Ms, p99Ms, mostMs };
}

/** Moves by bucket of the viewer's hours or days and by state, without gaps, the oldest bucket first. */
export async function countMovesByTime(
  db: Database,
  filter: MoveFilter,
  { unit, timeZone }: { unit: 'hour' | 'day'; timeZone: string },
): Promise<{ at: Date; state: MoveState | null; count: number }[]> {
  return db.$queryRaw<{ at: Date; state: MoveState | null; count: number }[]>`
    WITH bucket AS (
      SELECT b AT TIME ZONE ${timeZone} AS at
      FROM generate_series(date_trunc(${unit}, ${filter.from}::timestamptz AT TIME ZONE ${timeZone}),
        (${filter.to}::timestamptz - interval '1 ms') AT TIME ZONE ${timeZone}, ('1 ' || ${unit})::interval) AS b
    ), counted AS (
      SELECT date_trunc(${unit}, ${AT}, ${timeZone}) AS at, m.state::text AS state, count(*)::int AS count
      ${FROM} ${where(filter)} GROUP BY 1, 2
    )
    SELECT bucket.at, counted.state, coalesce(counted.count, 0) AS count
    FROM bucket LEFT JOIN counted ON counted.at = bucket.at ORDER BY 1, 2`;
}

/** How many completed live moves are in each of `bins` equal parts of 0 to `upToMs`; longer ones are left out. */
export async function binMoves(
  db: Database,
  filter: MoveFilter,
  input: { of: 'took' | 'pause'; upToMs: number; bins: number },
): Promise<Map<number, number>> {
  const column = input.of === 'took' ? Prisma.sql`m.duration_ms` : Prisma.sql`m.downtime_ms`;
  const rows = await db.$queryRaw<{ bin: number; count: number }[]>`
    SELECT width_bucket(${column}, 0, ${input.upToMs}::float8, ${input.bins}::int) - 1 AS bin, count(*)::int AS count
    ${FROM} ${where(filter)} AND ${LIVE_DONE} AND ${column} < ${input.upToMs}::float8 GROUP BY 1`;
  return new Map(rows.map((row) => [row.bin, row.count]));
}

/** The VMs that were moved most often, at least twice. */
export async function listMostMoved(
  db: Database,
  filter: MoveFilter,
  limit: number,
): Promise<{ vmUuid: string; vmId: string | null; vm: string; count: number }[]> {
  return db.$queryRaw<{ vmUuid: string; vmId: string | null; vm: string; count: number }[]>`
    SELECT m.vm_uuid AS "vmUuid", max(m.vm_id::text) AS "vmId", max(m.vm_name) AS vm, count(*)::int AS count
    ${FROM} ${where(filter)} AND m.state = 'done'
    GROUP BY r.cluster_id, m.vm_uuid HAVING count(*) > 1 ORDER BY count DESC, vm LIMIT ${limit}`;
}

/** Completed moves, by source and destination. */
export async function countMovesByHosts(
  db: Database,
  filter: MoveFilter,
): Promise<{ from: string; to: string; count: number }[]> {
  return db.$queryRaw<{ from: string; to: string; count: number }[]>`
    SELECT m.from_host_name AS "from", m.to_host_name AS "to", count(*)::int AS count
    ${FROM} ${where(filter)} AND m.state = 'done' GROUP BY 1, 2`;
}

/** The forecast and actual duration of the newest live moves. */
export async function listForecasts(
  db: Database,
  filter: MoveFilter,
  limit: number,
): Promise<{ predictedMs: number; tookMs: number }[]> {
  return db.$queryRaw<{ predictedMs: number; tookMs: number }[]>`
    SELECT m.predicted_seconds * 1000 AS "predictedMs", m.duration_ms AS "tookMs"
    ${FROM} ${where(filter)} AND ${LIVE_DONE} AND m.duration_ms IS NOT NULL ORDER BY ${AT} DESC LIMIT ${limit}`;
}
