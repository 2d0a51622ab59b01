import { setTimeout as pause } from 'node:timers/promises';
import { enqueue } from '../db/queue.ts';
import { isLivingPast } from '../services/inventory/cluster-now.ts';
import { advanceRun } from '../services/runs/advance-run.ts';
import { ClusterPayload, type WorkerContext } from './worker-context.ts';

/** Between two looks at what is under way. */
const TICK_MS = 500;
/** A job ends after this long and asks for another, so that a stopped worker never holds one for long. */
const TURN_MS = 30_000;

/** Carries on the runs of a cluster, tick by tick, while there are any. One worker at a time. */
export async function runTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  const { ctx, locks, stopping } = worker;
  const cluster = await ctx.db.cluster.findUnique({ where: { id: clusterId } });
  // the runs of a simulated past are carried out by the one who lives through it
  if (!cluster || isLivingPast(cluster) || (await activeRuns(worker, clusterId)).length === 0) return;
  const isLeft = await locks.tryWith(clusterId, 'run', async () => {
    const turns = Math.ceil(TURN_MS / TICK_MS);
    for (let turn = 0; turn < turns && !stopping.aborted; turn++) {
      const runs = await activeRuns(worker, clusterId);
      if (runs.length === 0) return false;
      for (const run of runs) await tick(worker, clusterId, run.id);
      await pause(TICK_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
    return true;
  });
  if (isLeft && !stopping.aborted) await enqueue(ctx.db, 'run-cluster', clusterId);
}

const activeRuns = ({ ctx }: WorkerContext, clusterId: string) =>
  ctx.db.run.findMany({
    where: { clusterId, state: { in: ['waiting', 'running'] } },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  });

/** One run that fails to advance must not hold up the others; it is tried again at the next tick. */
async function tick({ ctx, drivers, log }: WorkerContext, clusterId: string, runId: string): Promise<void> {
  try {
    const driver = await drivers.get(clusterId);
    const hasEnded = await advanceRun({ ctx, driver, input: { runId } });
    if (hasEnded) {
      await enqueue(ctx.db, 'collect-cluster', clusterId);
      log.info({ runId }, 'run ended');
    }
  } catch (error) {
    log.error({ runId, error: String(error) }, 'a run did not advance');
  }
}
