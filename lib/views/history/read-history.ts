import type { z } from 'zod';
import {
  binMoves,
  countMovesByHosts,
  countMovesByTime,
  type HistoryRow,
  listForecasts,
  listMostMoved,
  listMoves,
  type MoveFilter,
  type MoveTotals,
  readMoveTotals,
  type Spread,
} from '../../db/move-history.ts';
import { assertAllowed } from '../../model/actor.ts';
import { compareNames } from '../../model/compare-names.ts';
import type { MoveState } from '../../model/run.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';
import {
  HistoryFilter,
  type MoveOutcome,
  moveOutcomes,
  statesOfOutcome,
  toMoveFilter,
} from './history-filter.ts';

export interface DurationBins {
  bins: { fromMs: number; toMs: number; count: number }[];
  medianMs: number | null;
  p95Ms: number | null;
  mostMs: number | null;
  /** Longer than the last bin: listed, not drawn. */
  beyond: number;
}

export interface History {
  rows: HistoryRow[];
  total: number;
  page: number;
  pages: number;
  counts: Record<MoveOutcome, number>;
  lost: number;
  unit: 'hour' | 'day';
  buckets: ({ at: Date } & Record<MoveOutcome, number>)[];
  took: DurationBins; // of live moves that were done
  pause: DurationBins;
  forecast: { near: number; of: number; points: { predictedMs: number; tookMs: number }[] };
  mostMoved: { vmUuid: string; vmId: string | null; vm: string; count: number }[];
  /** How often VMs moved between each pair of hosts; null if there are none, or more than a table can show. */
  routes: { hosts: string[]; counts: Map<string, Map<string, number>> } | null;
}

const HISTORY_PAGE_ROWS = 50;
const BINS = 20;
const MAX_MOST_MOVED_VMS = 9;
const POINTS = 400;
const MAX_MATRIX_HOSTS = 16;
const HOURS_UP_TO_MS = 49 * 3_600_000;

/** A page of the migration history, and statistics of everything that matches the filter. Throws `invalid-input`. */
export async function readHistory({
  ctx,
  input,
}: {
  ctx: Context;
  input: { filter: z.input<typeof HistoryFilter>; page: number; timeZone: string };
}): Promise<History> {
  assertAllowed(ctx.actor, 'read', 'product');
  const parsed = parseInput(HistoryFilter, input.filter);
  const filter = toMoveFilter(parsed);
  const { timeZone } = input;
  const unit = parsed.to.getTime() - parsed.from.getTime() <= HOURS_UP_TO_MS ? 'hour' : 'day';
  const totals = await readMoveTotals(ctx.db, filter);
  const total = Object.values(totals.counts).reduce((sum, count) => sum + count, 0);
  const pages = Math.max(1, Math.ceil(total / HISTORY_PAGE_ROWS));
  const page = Math.min(Math.max(1, input.page), pages);
  const [rows, buckets, took, pause, points, mostMoved, routes] = await Promise.all([
    listMoves(ctx.db, filter, { limit: HISTORY_PAGE_ROWS, offset: (page - 1) * HISTORY_PAGE_ROWS }),
    countMovesByTime(ctx.db, filter, { unit, timeZone }),
    readBins(ctx, filter, 'took', totals),
    readBins(ctx, filter, 'pause', totals),
    listForecasts(ctx.db, filter, POINTS),
    listMostMoved(ctx.db, filter, MAX_MOST_MOVED_VMS),
    countMovesByHosts(ctx.db, filter),
  ]);
  return {
    rows,
    total,
    page,
    pages,
    unit,
    lost: totals.lost,
    counts: countOutcomes(totals.counts),
    buckets: fillBuckets(buckets),
    took,
    pause,
    mostMoved,
    forecast: { near: totals.asForecast, of: totals.forecasts, points },
    routes: tabulate(routes),
  };
}

const outcomeOfState = new Map(
  moveOutcomes.flatMap((outcome) => statesOfOutcome[outcome].map((state) => [state, outcome] as const)),
);

const none = (): Record<MoveOutcome, number> => ({
  done: 0,
  running: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
});

function countOutcomes(counts: MoveTotals['counts']): Record<MoveOutcome, number> {
  const outcomes = none();
  for (const outcome of moveOutcomes) {
    for (const state of statesOfOutcome[outcome]) outcomes[outcome] += counts[state] ?? 0;
  }
  return outcomes;
}

function fillBuckets(rows: { at: Date; state: MoveState | null; count: number }[]): History['buckets'] {
  const buckets = new Map<number, History['buckets'][number]>();
  for (const { at, state, count } of rows) {
    const bucket = buckets.get(at.getTime()) ?? { at, ...none() };
    buckets.set(at.getTime(), bucket);
    const outcome = state ? outcomeOfState.get(state) : undefined;
    if (outcome) bucket[outcome] += count;
  }
  return [...buckets.values()];
}

async function readBins(
  ctx: Context,
  filter: MoveFilter,
  of: 'took' | 'pause',
  totals: MoveTotals,
): Promise<DurationBins> {
  const spread: Spread = totals[of];
  const { medianMs, p95Ms, mostMs } = spread;
  if (spread.p99Ms === null || mostMs === null) return { bins: [], medianMs, p95Ms, mostMs, beyond: 0 };
  const upToMs = roundUp(Math.max(spread.p99Ms * 1.05, 1));
  const counts = await binMoves(ctx.db, filter, { of, upToMs, bins: BINS });
  const width = upToMs / BINS;
  const bins = Array.from({ length: BINS }, (_, i) => ({
    fromMs: i * width,
    toMs: (i + 1) * width,
    count: counts.get(i) ?? 0,
  }));
  const drawn = bins.reduce((sum, bin) => sum + bin.count, 0);
  return { bins, medianMs, p95Ms, mostMs, beyond: Math.max(0, totals.forecasts - drawn) };
}

/** The next of 1, 1.2, 1.6, 2, 3, 4, 6, 8 times a power of ten: a round maximum for an axis with four parts. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].find((each) => each * power >= value) ?? 10;
  return step * power;
}

function tabulate(routes: { from: string; to: string; count: number }[]): History['routes'] {
  const hosts = [...new Set(routes.flatMap((route) => [route.from, route.to]))].sort(compareNames);
  if (hosts.length === 0 || hosts.length > MAX_MATRIX_HOSTS) return null;
  const counts = new Map<string, Map<string, number>>();
  for (const { from, to, count } of routes) {
    const row = counts.get(from) ?? new Map<string, number>();
    counts.set(from, row.set(to, count));
  }
  return { hosts, counts };
}
