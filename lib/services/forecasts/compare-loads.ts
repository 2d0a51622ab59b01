import { listUncomparedRuns, type UncomparedRun } from '../../db/load-comparisons.ts';
import { readOpenBuckets } from '../../db/open-samples.ts';
import { placesOf } from '../../db/sample-kinds.ts';
import { simulateMoves } from '../../engine/figures.ts';
import type { Context } from '../context.ts';

/** Loads are compared from this time after the end of a run on, when smoothed demand has followed, for five minutes. */
const SETTLED_MS = 60_000;
const COMPARED_MS = 360_000;

/**
 * Compares the loads after each run of balancing with those that its plan predicted, once its hosts have had a few quiet
 * minutes. Resolves with the number of runs compared. A run beside which other moves changed the same hosts is left out.
 */
export async function compareLoads({
  ctx,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<number> {
  const now = ctx.clock.now();
  const before = new Date(now.getTime() - COMPARED_MS);
  const runs = await listUncomparedRuns(ctx.db, { clusterId, before, afterMs: COMPARED_MS });
  for (const run of runs) {
    const loadError = run.isDisturbed ? null : await errorOf(ctx, run);
    await ctx.db.run.update({ where: { id: run.id }, data: { loadComparedAt: now, loadError } });
  }
  return runs.length;
}

/** The mean difference of the CPU loads of its hosts; null: no move was done, or nothing was measured. */
async function errorOf(ctx: Context, run: UncomparedRun): Promise<number | null> {
  const plan = await ctx.db.plan.findUniqueOrThrow({
    where: { id: run.planId },
    include: { moves: { orderBy: { sequence: 'asc' } } },
  });
  const done = plan.moves.flatMap(({ state, vmId, toHostId, fromHostId }) =>
    state === 'done' && vmId !== null ? { vmId, toHostId, fromHostId } : [],
  );
  const touched = new Set(done.flatMap(({ fromHostId, toHostId }) => [fromHostId, toHostId]));
  if (touched.size === 0) return null;
  const measured = await readMeasured(ctx, [...touched], run.finishedAt);
  const predicted = simulateMoves(plan.snapshot, done).at(-1) ?? [];
  const errors = predicted.flatMap(({ hostId, cpu }) => {
    const load = measured.get(hostId);
    return load === undefined || !touched.has(hostId) ? [] : Math.abs(load - cpu);
  });
  return errors.length === 0 ? null : errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

/** The mean CPU load of hosts after a run, by host id. */
async function readMeasured(ctx: Context, hostIds: string[], finishedAt: Date): Promise<Map<string, number>> {
  const at = (ms: number): Date => new Date(finishedAt.getTime() + ms);
  const buckets = await readOpenBuckets(ctx.db, {
    kind: 'host',
    objectIds: hostIds,
    from: at(SETTLED_MS),
    to: at(COMPARED_MS),
    places: placesOf('host', ['cpuLoad']),
    stepSeconds: COMPARED_MS / 1000,
  });
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { objectId, counts, means } of buckets) {
    const [count = 0, mean] = [counts[0], means[0]];
    if (typeof mean !== 'number') continue;
    const known = sums.get(objectId) ?? { sum: 0, count: 0 };
    sums.set(objectId, { sum: known.sum + mean * count, count: known.count + count });
  }
  return new Map([...sums].map(([id, { sum, count }]) => [id, sum / count]));
}
