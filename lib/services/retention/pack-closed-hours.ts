import type { PackStore } from '../../db/pack-store.ts';
import { sampleKinds } from '../../db/sample-kinds.ts';
import {
  listMeasuredDays,
  listSampleParts,
  removeLeftPartitions,
  removePartition,
  type SamplePart,
} from '../../db/sample-partitions.ts';
import { type ClusterTimes, clockColumns, clockOf } from '../../model/cluster-clock.ts';
import { DAY_MS, HOUR_MS } from '../../series/fold-hour.ts';
import type { Context } from '../context.ts';
import { believedNow } from './believed-now.ts';
import { closeDays } from './close-days.ts';
import { closePeriods } from './close-periods.ts';
import type { KeepSamples } from './keep-samples.ts';
import { packPart } from './pack-part.ts';

/** An hour is packed so long after its end. The last hour, which planning reads most, so always consists of rows. */
const PACK_AFTER_MS = HOUR_MS + 5 * 60_000;
/** An empty partition is removed later than it was packed: a sample that is late finds it. */
const REMOVE_AFTER_MS = 3 * HOUR_MS;
const MAX_START_MS = HOUR_MS;

export interface PackedSamples {
  parts: number; // partitions that were emptied
  days: number; // packs of days that were written
}

/**
 * Packs the samples of closed hours, rolls them up, and removes their partitions. Every step is repeated without harm and
 * continues where a crash has cut it off. While a new simulated cluster backfills its past, nothing is packed. `store` holds the lock
 * that keeps other workers out.
 */
export async function packClosedHours({
  ctx,
  store,
  input,
  stopping,
}: {
  ctx: Context;
  store: PackStore;
  input: { keep: KeepSamples };
  stopping: AbortSignal;
}): Promise<PackedSamples> {
  const { db } = ctx;
  const now = ctx.clock.now();
  await removeLeftPartitions(db);
  const clusters = await ctx.db.cluster.findMany({ select: { ...clockColumns, createdAt: true } });
  if (clusters.some((cluster) => isStarting(cluster, now))) return { parts: 0, days: 0 };
  const pasts = pastTimes(clusters, now);
  const isWritten = ({ from, to }: SamplePart, afterMs: number): boolean =>
    [now.getTime(), ...pasts].some((at) => at >= from.getTime() - HOUR_MS && at < to.getTime() + afterMs);
  const isOver = (part: SamplePart, afterMs: number): boolean =>
    part.to.getTime() + afterMs <= now.getTime() && !isWritten(part, afterMs);
  const believed = believedNow(now, await listMeasuredDays(db), Math.ceil(input.keep.rawHours / 24));
  const keepsHour = (startMs: number): boolean =>
    believed === null || startMs + HOUR_MS > believed.getTime() - input.keep.rawHours * HOUR_MS;
  // a day is closed once the hours after it are packed by every clock
  const closedBeforeMs = Math.min(now.getTime(), ...pasts) - DAY_MS - REMOVE_AFTER_MS;
  const close = () => closeDays({ store, beforeMs: closedBeforeMs, stopping });
  const packed: PackedSamples = { parts: 0, days: 0 };
  let dayMs = Number.NaN;
  for (const part of await listSampleParts(db)) {
    if (stopping.aborted || !isOver(part, PACK_AFTER_MS)) continue;
    // day by day: the hours of a closed day need not wait for those of the next one
    const ofPart = Math.floor(part.from.getTime() / DAY_MS) * DAY_MS;
    if (ofPart !== dayMs) packed.days += await close();
    dayMs = ofPart;
    const { isEmpty, wasEmpty } = await packPart({ store, part, keepsHour, stopping });
    if (isEmpty && !wasEmpty) packed.parts++;
    if (wasEmpty && isOver(part, REMOVE_AFTER_MS))
      await removePartition(db, sampleKinds[part.kind].table, part.name);
  }
  packed.days += await close();
  await closePeriods({ store, beforeMs: closedBeforeMs, stopping });
  return packed;
}

/**
 * A new simulated cluster backfills its past, and somebody waits for it: its hours are packed afterwards. One that takes
 * too long delays nothing.
 */
const isStarting = (cluster: ClusterTimes & { createdAt: Date }, now: Date): boolean =>
  clockOf(cluster, now).isPast && Math.abs(now.getTime() - cluster.createdAt.getTime()) < MAX_START_MS;

/** The times at which simulated clusters are in their past. */
const pastTimes = (clusters: readonly ClusterTimes[], now: Date): number[] =>
  clusters
    .map((cluster) => clockOf(cluster, now))
    .flatMap(({ isPast, now: at }) => (isPast ? [at.getTime(), at.getTime() + HOUR_MS] : []));
