import { type OpenBuckets, readOpenBuckets } from '../../db/open-samples.ts';
import { type Pack, readPacks } from '../../db/packs.ts';
import { type SampleKind, sampleKinds } from '../../db/sample-kinds.ts';
import {
  addBuckets,
  addSamples,
  addTo,
  type Buckets,
  emptyBuckets,
  fillBuckets,
  takeFuller,
} from '../../series/buckets.ts';
import { FIVE_MINUTES_MS, HOUR_MS, TEN_DAYS_MS, unpackDay, unpackTenDays } from '../../series/fold-hour.ts';
import { unpackSamples } from '../../series/pack-samples.ts';
import { type SampleSeries, sliceSamples } from '../../series/sample-series.ts';
import type { Context } from '../context.ts';

/** What to read of a tier: times after `from` up to `to`; `places` are those of the measures (`placesOf`). */
export interface TierRequest {
  kind: SampleKind;
  objectIds: string[];
  places: readonly number[];
  from: Date;
  to: Date;
  stepMs: number; // of the buckets of the answer
}

/*
 * Open samples are read before packs: what is packed in between is then in both. Packs count where both have a bucket, which
 * for a while after packing is usual.
 */

/** The samples themselves. */
export async function readRaw(ctx: Context, request: TierRequest): Promise<Map<string, Buckets>> {
  const open = await readOpen(ctx, request, request.stepMs);
  const packs = groupPacks(await readPacks(ctx.db, 'hour', request));
  const { resolutions } = sampleKinds[request.kind];
  const [fromMs, toMs] = [request.from.getTime() + 1, request.to.getTime() + 1];
  return eachObject(request, (objectId, into) => {
    for (const { at, series } of packs.get(objectId) ?? []) {
      const hour = unpackSamples(series, { startMs: at.getTime(), resolutions, wanted: request.places });
      addSamples(into, sliceSamples(pick(hour, request.places), fromMs, toMs));
    }
    fillFromOpen(into, open.get(objectId));
  });
}

/** Buckets of five minutes: of closed and open days, and what is not packed yet. */
export async function readFiveMinutes(ctx: Context, request: TierRequest): Promise<Map<string, Buckets>> {
  const open = await readOpen(ctx, request, FIVE_MINUTES_MS);
  const packs = groupPacks(await readPacks(ctx.db, 'day', request));
  return eachObject(request, (objectId, into) => {
    addDays(into, packs.get(objectId) ?? [], request);
    fillFromOpen(into, open.get(objectId));
  });
}

/** Hours: of closed periods of ten days, of the days since, and what is not packed yet. */
export async function readHours(ctx: Context, request: TierRequest): Promise<Map<string, Buckets>> {
  const open = await readOpen(ctx, request, HOUR_MS);
  const periods = groupPacks(await readPacks(ctx.db, 'tenDays', request));
  const from = firstUncovered(request, periods);
  const days = groupPacks(await readPacks(ctx.db, 'day', { ...request, from }));
  const { resolutions } = sampleKinds[request.kind];
  return eachObject(request, (objectId, into) => {
    for (const { at, series } of periods.get(objectId) ?? []) {
      const hours = unpackTenDays(series, { startMs: at.getTime(), resolutions, wanted: request.places });
      addBuckets(into, choose(hours, request.places));
    }
    const recent = emptyLike(into);
    const ofDays = emptyFor({ ...request, from, stepMs: FIVE_MINUTES_MS });
    addDays(ofDays, days.get(objectId) ?? [], request);
    addBuckets(recent, ofDays);
    fillBuckets(into, recent, Number.POSITIVE_INFINITY);
    fillFromOpen(into, open.get(objectId));
  });
}

const groupPacks = (packs: readonly Pack[]): Map<string, Pack[]> =>
  Map.groupBy(packs, ({ objectId }) => objectId);

async function readOpen(
  ctx: Context,
  request: TierRequest,
  stepMs: number,
): Promise<Map<string, OpenBuckets>> {
  const found = await readOpenBuckets(ctx.db, { ...request, stepSeconds: stepMs / 1000 });
  return new Map(found.map((each) => [each.objectId, each]));
}

/** From when on some object has no packs of ten days. */
function firstUncovered({ from, objectIds }: TierRequest, periods: Map<string, Pack[]>): Date {
  const ends = objectIds.map((id) => {
    const last = periods.get(id)?.at(-1);
    return last ? last.at.getTime() + TEN_DAYS_MS : from.getTime();
  });
  return new Date(Math.max(from.getTime(), Math.min(...ends)));
}

/** Calls `fill` with the empty buckets of each object. */
function eachObject(
  request: TierRequest,
  fill: (objectId: string, into: Buckets) => void,
): Map<string, Buckets> {
  return new Map(
    request.objectIds.map((objectId) => {
      const into = emptyFor(request);
      fill(objectId, into);
      return [objectId, into];
    }),
  );
}

function emptyFor({ places, from, to, stepMs }: TierRequest): Buckets {
  const startMs = Math.floor((from.getTime() + 1) / stepMs) * stepMs;
  const length = Math.max(0, Math.floor((to.getTime() - startMs) / stepMs) + 1);
  return emptyBuckets(startMs, stepMs, { length, measures: places.length });
}

const emptyLike = ({ startMs, stepMs, measures }: Buckets): Buckets =>
  emptyBuckets(startMs, stepMs, { length: measures[0]?.counts.length ?? 0, measures: measures.length });

/** Buckets of five minutes, from days and hours: while a day is being closed, and when an hour was late, both have them. */
function addDays(into: Buckets, packs: readonly Pack[], { kind, places }: TierRequest): void {
  const { resolutions } = sampleKinds[kind];
  for (const { at, series } of packs) {
    const day = unpackDay(series, { startMs: at.getTime(), resolutions, wanted: places });
    takeFuller(into, choose(day, places));
  }
}

const choose = (buckets: Buckets, places: readonly number[]): Buckets => ({
  ...buckets,
  measures: places.flatMap((place) => buckets.measures[place] ?? []),
});

const pick = ({ at, values }: SampleSeries, places: readonly number[]): SampleSeries => ({
  at,
  values: places.flatMap((place) => values[place] ?? []),
});

/** Open samples fill only what packs do not have. */
function fillFromOpen(into: Buckets, found: OpenBuckets | undefined): void {
  if (!found) return;
  const open = emptyLike(into);
  for (const [m, series] of open.measures.entries()) {
    const { count, avg, min, max } = found.measures[m] ?? noFigures;
    for (const [i, at] of found.at.entries()) {
      const index = Math.floor((at - into.startMs) / into.stepMs);
      const part = { count: count[i] ?? 0, mean: avg[i] ?? 0, least: min[i] ?? 0, greatest: max[i] ?? 0 };
      if (part.count > 0) addTo(series, index, part);
    }
  }
  fillBuckets(into, open, Number.POSITIVE_INFINITY);
}

const none = new Float64Array();
const noFigures: OpenBuckets['measures'][number] = { count: none, avg: none, min: none, max: none };
