import { hasOpenSteps } from '../db/power-steps.ts';
import { enqueue } from '../db/queue.ts';
import { clockOf } from '../model/cluster-clock.ts';
import { unfinishedRunStates } from '../model/run.ts';
import { moveBackCancelled, waitingToMoveBack } from '../services/orders/move-back-cancelled.ts';
import { advanceRuns, MAX_TICK_INTERVAL_MS } from '../services/runs/advance-run.ts';
import { ClusterPayload, holdLoop, type WorkerContext } from './worker-context.ts';

/** A job ends after this long and asks for another, so that a stopped worker never holds one for long. */
const TURN_MS = 30_000;

/** Carries on the runs of a cluster, tick by tick, while there are any. One worker at a time. */
export async function runTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  const { ctx, stopping, wakes } = worker;
  const cluster = await ctx.db.cluster.findUnique({ where: { id: clusterId } });
  // the runs of a simulated past are carried out by the one who backfills it
  if (!cluster || clockOf(cluster, ctx.clock.now()).isPast || !(await hasRuns(worker, clusterId))) return;
  const isMine = await holdLoop(worker, clusterId, 'run', async (held, lost) => {
    const until = performance.now() + TURN_MS;
    await wakes.loop(clusterId, AbortSignal.any([stopping, lost]), async () =>
      performance.now() < until ? tick({ ...worker, ctx: held }, clusterId) : null,
    );
    return true;
  });
  if (!isMine) return wakes.wake(clusterId); // anyone who carries them out sees what is new at once, if it is here
  // requested after the last tick and before the lock was free: its own job found the lock taken
  if (!stopping.aborted && (await hasRuns(worker, clusterId)))
    await enqueue(ctx.db, 'run-cluster', clusterId);
}

/** Runs that have not ended, or whose VMs are to move back; or VMs that are to be started. */
async function hasRuns({ ctx }: WorkerContext, clusterId: string): Promise<boolean> {
  const run = await ctx.db.run.findFirst({
    where: { OR: [{ clusterId, state: { in: unfinishedRunStates } }, waitingToMoveBack(clusterId)] },
    select: { id: true },
  });
  return run !== null || hasOpenSteps(ctx.db, clusterId);
}

/** One tick of all runs; returns the time until the next tick, or null when none is left. What fails is tried again at the next tick. */
async function tick({ ctx, drivers, log }: WorkerContext, clusterId: string): Promise<number | null> {
  try {
    const driver = await drivers.get(clusterId);
    const { ended, isLeft, nextTickMs } = await advanceRuns({ ctx, driver, input: { clusterId } });
    await moveBackCancelled({ ctx, input: { clusterId } });
    if (ended.length > 0) {
      await enqueue(ctx.db, 'collect-cluster', clusterId, { isAsked: true });
      log.info({ clusterId, runs: ended }, 'runs ended');
    }
    return isLeft ? nextTickMs : null;
  } catch (error) {
    log.error({ clusterId, error: String(error) }, 'the runs did not advance');
    return MAX_TICK_INTERVAL_MS;
  }
}
