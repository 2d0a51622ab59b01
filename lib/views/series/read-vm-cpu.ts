import type { Context } from '../../services/context.ts';
import { readSeries, type SeriesWindow } from '../../services/series/read-series.ts';
import { evenSeries } from './even-series.ts';

const DAY_SECONDS = 86_400;
/** As many points as a line of the size of a word can show. */
const BUCKET_SECONDS = 1800;

/**
 * The measured CPU of VMs over the 24 hours before `now`, in busy cores and evenly spaced, by VM id: the same queries for one and
 * for all of them.
 */
export async function readVmCpu({
  ctx,
  input,
}: {
  ctx: Context;
  input: { vmIds: string[]; now: Date };
}): Promise<Map<string, (number | null)[]>> {
  const { vmIds, now } = input;
  const window: SeriesWindow = {
    from: new Date(now.getTime() - DAY_SECONDS * 1000),
    to: now,
    bucketSeconds: BUCKET_SECONDS,
  };
  const series = await readSeries({
    ctx,
    input: { kind: 'vm', objectIds: vmIds, measures: ['cores'], window },
  });
  return new Map([...series].map(([id, buckets]) => [id, evenSeries(buckets, 0).means]));
}
