import type { z } from 'zod';
import { type HistoryRow, listMoves } from '../../db/move-history.ts';
import { CSV_BYTE_ORDER_MARK, csvLine } from '../../format/csv.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';
import { HistoryFilter, toMoveFilter } from './history-filter.ts';

const BATCH_ROWS = 1000;
/** More than a year of any large data centre; a limit anyway. */
const MAX_ROWS = 200_000;

type Value = string | number | null;

const columns: Record<string, (row: HistoryRow) => Value> = {
  started_at: (row) => row.startedAt?.toISOString() ?? null,
  finished_at: (row) => row.finishedAt?.toISOString() ?? null,
  outcome: (row) => row.state,
  vm: (row) => row.vm,
  cluster: (row) => row.cluster,
  from_host: (row) => row.fromHost,
  to_host: (row) => row.toHost,
  kind: (row) => row.kind,
  cause: (row) => row.cause,
  job: (row) => `R-${row.runNumber}`,
  requested_by: (row) => row.requestedBy,
  took_seconds: (row) => seconds(row.durationMs),
  forecast_seconds: (row) => row.predictedSeconds,
  pause_ms: (row) => row.downtimeMs,
  forecast_pause_ms: (row) => row.predictedDowntimeMs,
  copied_bytes: (row) => row.bytes,
  rounds: (row) => row.rounds,
  code: (row) => row.code,
  message: (row) => row.message,
};

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

/**
 * The history as CSV (RFC 4180, UTF-8 with a byte order mark, times in UTC), in chunks, the newest move first. Moves
 * after the start of the call are left out, so that no row is written twice. Throws `not-allowed` and `invalid-input`
 * before the first chunk.
 */
export function exportHistory({
  ctx,
  input,
}: {
  ctx: Context;
  input: z.input<typeof HistoryFilter>;
}): AsyncGenerator<string> {
  assertAllowed(ctx.actor, 'read', 'product');
  const filter = parseInput(HistoryFilter, input);
  const now = ctx.clock.now();
  return writeChunks(ctx, { ...filter, to: filter.to < now ? filter.to : now });
}

async function* writeChunks(ctx: Context, filter: HistoryFilter): AsyncGenerator<string> {
  yield CSV_BYTE_ORDER_MARK + csvLine(Object.keys(columns));
  const read = Object.values(columns);
  for (let offset = 0; offset < MAX_ROWS; offset += BATCH_ROWS) {
    const rows = await listMoves(ctx.db, toMoveFilter(filter), { limit: BATCH_ROWS, offset });
    if (rows.length > 0) yield rows.map((row) => csvLine(read.map((column) => column(row)))).join('');
    if (rows.length < BATCH_ROWS) return;
  }
}
