import { readVmSeries } from '../../db/samples.ts';
import { fillGaps } from '../../series/fill-gaps.ts';
import type { Context } from '../../services/context.ts';
import { gridOf, type SeriesWindow } from './series-range.ts';

const DAY_SECONDS = 86_400;
/** As many points as a line of the size of a word can show. */
const BUCKET_SECONDS = 1800;

/** The measured CPU of VMs over the 24 hours before `now`, in busy cores and evenly spaced, by VM id: one query for all. */
export async function readVmCpu({
  ctx,
  input,
}: {
  ctx: Context;
  input: { vmIds: string[]; now: Date };
}): Promise<Map<string, (number | null)[]>> {
  const { vmIds, now } = input;
  if (vmIds.length === 0) return new Map();
  const window: SeriesWindow = {
    from: new Date(now.getTime() - DAY_SECONDS * 1000),
    to: now,
    bucketSeconds: BUCKET_SECONDS,
  };
  const buckets = await readVmSeries(ctx.db, { vmIds, ...window });
  const byVm = Map.groupBy(buckets, (bucket) => bucket.vmId);
  return new Map(
    vmIds.map((id) => {
      const { values } = fillGaps(byVm.get(id) ?? [], gridOf(window));
      return [id, values.map((bucket) => bucket?.cores ?? null)];
    }),
  );
}
