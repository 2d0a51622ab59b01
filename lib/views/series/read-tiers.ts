import { type OpenBucket, readOpenBuckets } from '../../db/open-samples.ts';
import { type Pack, readPacks } from '../../db/packs.ts';
import { type SampleKind, sampleKinds } from '../../db/sample-kinds.ts';
import {
  addBuckets,
  addSamples,
  addTo,
  type Buckets,
  emptyBuckets,
  fillBuckets,
} from '../../series/buckets.ts';
import { FIVE_MINUTES_MS, HOUR_MS, TEN_DAYS_MS, unpackDay, unpackTenDays } from '../../series/fold-hour.ts';
import { unpackSamples } from '../../series/pack-samples.ts';
import { type SampleSeries, sliceSamples } from '../../series/sample-series.ts';
import type { Context } from '../../services/context.ts';

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
    fillFromOpen(into, open.get(objectId) ?? []);
  });
}

/** Buckets of five minutes: of closed and open days, and what is not packed yet. */
export async function readFiveMinutes(ctx: Context, request: TierRequest): Promise<Map<string, Buckets>> {
  const open = await readOpen(ctx, request, FIVE_MINUTES_MS);
  const packs = groupPacks(await readPacks(ctx.db, 'day', request));
  return eachObject(request, (objectId, into) => {
    for (const pack of packs.get(objectId) ?? []) addBuckets(into, dayOf(pack, request));
    fillFromOpen(into, open.get(objectId) ?? []);
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
    for (const pack of days.get(objectId) ?? []) addBuckets(recent, dayOf(pack, request));
    fillBuckets(into, recent, Number.POSITIVE_INFINITY);
    fillFromOpen(into, open.get(objectId) ?? []);
  });
}

const groupPacks = (packs: readonly Pack[]): Map<string, Pack[]> =>
  Map.groupBy(packs, ({ objectId }) => objectId);

async function readOpen(
  ctx: Context,
  request: TierRequest,
  stepMs: number,
): Promise<Map<string, OpenBucket[]>> {
  const buckets = await readOpenBuckets(ctx.db, { ...request, stepSeconds: stepMs / 1000 });
  return Map.groupBy(buckets, ({ objectId }) => objectId);
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
  { objectIds, places, from, to, stepMs }: TierRequest,
  fill: (objectId: string, into: Buckets) => void,
): Map<string, Buckets> {
  const startMs = Math.floor((from.getTime() + 1) / stepMs) * stepMs;
  const length = Math.max(0, Math.floor((to.getTime() - startMs) / stepMs) + 1);
  return new Map(
    objectIds.map((objectId) => {
      const into = emptyBuckets(startMs, stepMs, { length, measures: places.length });
      fill(objectId, into);
      return [objectId, into];
    }),
  );
}

const emptyLike = ({ startMs, stepMs, measures }: Buckets): Buckets =>
  emptyBuckets(startMs, stepMs, { length: measures[0]?.counts.length ?? 0, measures: measures.length });

function dayOf({ at, series }: Pack, { kind, places }: TierRequest): Buckets {
  const { resolutions } = sampleKinds[kind];
  return choose(unpackDay(series, { startMs: at.getTime(), resolutions, wanted: places }), places);
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
function fillFromOpen(into: Buckets, rows: readonly OpenBucket[]): void {
  const open = emptyLike(into);
  for (const { at, counts, means, least, greatest } of rows) {
    const index = Math.floor((at.getTime() - into.startMs) / into.stepMs);
    for (const [m, series] of open.measures.entries()) {
      const [mean, low, high] = [means[m], least[m], greatest[m]];
      if (typeof mean !== 'number' || typeof low !== 'number' || typeof high !== 'number') continue;
      addTo(series, index, { count: counts[m] ?? 0, mean, least: low, greatest: high });
    }
  }
  fillBuckets(into, open, Number.POSITIVE_INFINITY);
}
