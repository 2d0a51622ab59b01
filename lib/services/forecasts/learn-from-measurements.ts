import { toJson } from '../../db/to-json.ts';
import { listNewlyMeasured, readWriteMeasurements } from '../../db/write-measurements.ts';
import { learnWrites } from '../../precopy/learn-writes.ts';
import type { Context } from '../context.ts';

/** What was measured longer ago was evaluated then; so was what a worker missed, with the next measurement. */
const NEW_FOR_MS = 120_000;

/**
 * Computes how the VMs of a cluster write that have never migrated, from their measurements. Resolves with the
 * number of VMs about which enough is known.
 */
export async function learnFromMeasurements({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<number> {
  const now = ctx.clock.now();
  const since = new Date(now.getTime() - NEW_FOR_MS);
  const vmIds = await listNewlyMeasured(ctx.db, { clusterId: input.clusterId, since });
  let known = 0;
  for (const [id, measured] of await readWriteMeasurements(ctx.db, vmIds)) {
    const learned = learnWrites([], now.getTime(), measured);
    if (learned === null) continue;
    await ctx.db.vm.updateMany({ where: { id }, data: toJson('vm', { learned }) });
    known++;
  }
  return known;
}
