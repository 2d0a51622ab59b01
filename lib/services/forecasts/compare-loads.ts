import { listUncomparedRuns, type UncomparedRun } from '../../db/load-comparisons.ts';
import { simulateMoves } from '../../engine/figures.ts';
import type { Context } from '../context.ts';
import { readSeries } from '../series/read-series.ts';

/** Loads are compared from this time after the end of a run on, when smoothed demand has followed, for five minutes. */
const SETTLED_MS = 60_000;
const COMPARED_MS = 360_000;
const STEP_SECONDS = 15;

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
  const window = { from: at(SETTLED_MS), to: at(COMPARED_MS), bucketSeconds: STEP_SECONDS };
  const input = { kind: 'host', objectIds: hostIds, measures: ['cpuLoad'], window } as const;
  const series = await readSeries({ ctx, input });
  return new Map(
    [...series].flatMap(([id, { measures }]): [string, number][] => {
      const known = [...(measures[0]?.means ?? [])].filter((mean) => !Number.isNaN(mean));
      return known.length === 0 ? [] : [[id, known.reduce((sum, mean) => sum + mean, 0) / known.length]];
    }),
  );
}
