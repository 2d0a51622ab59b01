import { type Measures, placesOf, type SampleKind } from '../../db/sample-kinds.ts';
import { addBuckets, type Buckets, emptyBuckets, fillBuckets, firstKnown } from '../../series/buckets.ts';
import { FIVE_MINUTES_MS, HOUR_MS } from '../../series/fold-hour.ts';
import type { Context } from '../context.ts';
import { readFiveMinutes, readHours, readRaw, type TierRequest } from './read-tiers.ts';

/** Times after `from` up to `to`. Buckets begin at multiples of their length since the epoch. */
export interface SeriesWindow {
  from: Date;
  to: Date;
  bucketSeconds: number;
}

/** A tier, the finest first: the length of its buckets, and how it is read. */
interface Tier {
  stepMs: number;
  read: (ctx: Context, request: TierRequest) => Promise<Map<string, Buckets>>;
}

const tiers: readonly [Tier, ...Tier[]] = [
  { stepMs: 1, read: readRaw },
  { stepMs: FIVE_MINUTES_MS, read: readFiveMinutes },
  { stepMs: HOUR_MS, read: readHours },
];

/**
 * Measures of objects over a window, by object id; each has the measures in the order in which they were asked for. They come from the
 * coarsest tier that is fine enough for the buckets. What that tier does not have any more comes from coarser ones, whose values
 * are held over the buckets that they cover. So the number of queries does not depend on the number of objects.
 */
export async function readSeries<Kind extends SampleKind>({
  ctx,
  input,
}: {
  ctx: Context;
  input: {
    kind: Kind;
    objectIds: readonly string[];
    measures: readonly Measures[Kind][];
    window: SeriesWindow;
  };
}): Promise<Map<string, Buckets>> {
  const { kind, measures, window } = input;
  const stepMs = window.bucketSeconds * 1000;
  const startMs = Math.ceil(window.from.getTime() / stepMs) * stepMs;
  const length = Math.max(0, Math.floor((window.to.getTime() - startMs) / stepMs) + 1);
  const series = new Map(
    input.objectIds.map((id) => [id, emptyBuckets(startMs, stepMs, { length, measures: measures.length })]),
  );
  if (series.size === 0 || length === 0) return series;
  const request = { kind, objectIds: [...series.keys()], places: placesOf(kind, measures) };
  const first = tiers.findLastIndex((tier) => tier.stepMs <= stepMs);
  let to = window.to;
  for (const tier of tiers.slice(Math.max(first, 0))) {
    const tierStepMs = Math.max(tier.stepMs, tier === tiers[0] ? stepMs : 0);
    const found = await tier.read(ctx, { ...request, from: new Date(startMs - 1), to, stepMs: tierStepMs });
    for (const [id, into] of series) {
      const buckets = found.get(id);
      if (buckets) merge(into, buckets, to.getTime());
    }
    const known = [...series.values()].map(firstKnown).filter((at) => at !== null);
    const earliest = Math.min(window.to.getTime(), ...known);
    if (earliest <= startMs) break;
    to = new Date(earliest - 1);
  }
  return series;
}

/** Finer buckets are added up; coarser ones fill what is empty, as far as they end before `toMs`. */
function merge(into: Buckets, from: Buckets, toMs: number): void {
  if (from.stepMs <= into.stepMs) addBuckets(into, from);
  else fillBuckets(into, from, toMs + 1);
}
