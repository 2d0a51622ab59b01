import type { Database } from './client.ts';
import { Prisma } from './generated/client.ts';

/** The months of a viewer's calendar that a report covers: from the beginning of the first to the present. */
export interface MonthsWanted {
  clusterId: string;
  months: number;
  now: Date;
  timeZone: string;
}

/** The moves of balancing in one month, and how well they were predicted. */
export interface MonthOfMoves {
  at: Date; // its beginning
  moves: number; // done
  back: number; // of these: to a host that balancing had moved the VM away from less than a day before
  timed: number; // of these: live, with a measured duration
  asForecast: number; // of those: within a quarter of the forecast
  compared: number; // runs whose loads were compared with the predicted ones
  loadError: number | null; // their mean difference, a fraction
  approved: number; // suggestions
  dismissed: number;
}

/** The months, the oldest first, without gaps. */
export async function readMonthsOfMoves(db: Database, wanted: MonthsWanted): Promise<MonthOfMoves[]> {
  const { clusterId, now, timeZone } = wanted;
  const from = firstMonth(wanted);
  return db.$queryRaw<MonthOfMoves[]>`
    WITH month AS (
      SELECT b AT TIME ZONE ${timeZone} AS at
      FROM generate_series(${from} AT TIME ZONE ${timeZone}, ${now}::timestamptz AT TIME ZONE ${timeZone}, interval '1 month') AS b
    ), done AS (
      SELECT m.vm_id, m.from_host_id, m.to_host_id, m.kind, m.started_at, m.finished_at, m.duration_ms, m.predicted_seconds
      FROM move m JOIN run r ON r.id = m.run_id
      WHERE r.cluster_id = ${clusterId}::uuid AND r.kind = 'balance' AND m.state = 'done'
        AND m.started_at >= ${from} - interval '1 day' AND m.started_at <= ${now}
    ), moved AS (
      SELECT date_trunc('month', m.started_at, ${timeZone}) AS at, count(*)::int AS moves,
        count(*) FILTER (WHERE m.kind = 'live' AND m.duration_ms IS NOT NULL)::int AS timed,
        count(*) FILTER (WHERE m.kind = 'live'
          AND abs(m.duration_ms - m.predicted_seconds * 1000) <= 250 * m.predicted_seconds)::int AS near
      FROM done m WHERE m.started_at >= ${from} GROUP BY 1
    ), returned AS (
      SELECT date_trunc('month', m.started_at, ${timeZone}) AS at, count(DISTINCT (m.vm_id, m.started_at))::int AS back
      FROM done m JOIN done e ON e.vm_id = m.vm_id AND e.from_host_id = m.to_host_id AND e.finished_at <= m.started_at
        AND e.finished_at > m.started_at - interval '1 day'
      WHERE m.started_at >= ${from} GROUP BY 1
    ), run_loads AS (
      SELECT date_trunc('month', finished_at, ${timeZone}) AS at, count(load_error)::int AS compared, avg(load_error) AS error
      FROM run WHERE cluster_id = ${clusterId}::uuid AND kind = 'balance' AND finished_at >= ${from} GROUP BY 1
    ), decided AS (
      SELECT date_trunc('month', created_at, ${timeZone}) AS at, count(*) FILTER (WHERE state = 'approved')::int AS approved,
        count(*) FILTER (WHERE state = 'dismissed')::int AS dismissed
      FROM plan WHERE ${isSuggestion(clusterId, from)} AND state IN ('approved', 'dismissed') GROUP BY 1
    )
    SELECT month.at, coalesce(moves, 0) AS moves, coalesce(back, 0) AS back, coalesce(timed, 0) AS timed,
      coalesce(near, 0) AS "asForecast", coalesce(compared, 0) AS compared, error AS "loadError",
      coalesce(approved, 0) AS approved, coalesce(dismissed, 0) AS dismissed
    FROM month LEFT JOIN moved USING (at) LEFT JOIN returned USING (at) LEFT JOIN run_loads USING (at)
      LEFT JOIN decided USING (at)
    ORDER BY month.at`;
}

/** A reason for dismissals, and how often it was given. */
export interface DismissReason {
  why: string | null; // the stored Dismissal; null: dismissed before there was a choice
  reason: string | null; // what people wrote; null: nothing
  count: number;
}

/** Why suggestions were dismissed in these months, the most frequent first. */
export async function listDismissReasons(
  db: Database,
  wanted: MonthsWanted & { limit: number },
): Promise<DismissReason[]> {
  return db.$queryRaw<DismissReason[]>`
    SELECT dismissal AS why, nullif(trim(decision_reason), '') AS reason, count(*)::int AS count
    FROM plan WHERE ${isSuggestion(wanted.clusterId, firstMonth(wanted))} AND state = 'dismissed'
    GROUP BY 1, 2 ORDER BY count DESC, why, reason LIMIT ${wanted.limit}`;
}

/** A plan of the approved moves of a suggestion is no suggestion itself. */
const isSuggestion = (clusterId: string, from: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`cluster_id = ${clusterId}::uuid AND kind = 'balance' AND parent_id IS NULL AND created_at >= ${from}`;

function firstMonth({ months, now, timeZone }: MonthsWanted): Prisma.Sql {
  return Prisma.sql`(date_trunc('month', ${now}::timestamptz AT TIME ZONE ${timeZone}) - make_interval(months => ${months - 1}::int))
    AT TIME ZONE ${timeZone}`;
}
