import { enqueue } from '../db/queue.ts';
import { backfillPast } from '../demo/backfill-past.ts';
import { ClusterPayload, holdLoop, type WorkerContext } from './worker-context.ts';

/** Backfills the past of a simulated cluster, then starts its normal collection. */
export async function backfillTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  const { ctx, drivers, log, stopping } = worker;
  const startedAt = ctx.clock.now().getTime();
  const isBackfilled = await holdLoop(worker, clusterId, 'observe', async (held, lost) => {
    await backfillPast({
      ctx: held,
      driverAt: (clock) => drivers.openAt(clusterId, clock),
      input: { clusterId },
      stopping: AbortSignal.any([stopping, lost]),
    });
    return true;
  });
  if (!isBackfilled || stopping.aborted) return;
  log.info({ clusterId, seconds: (ctx.clock.now().getTime() - startedAt) / 1000 }, 'simulated the past');
  await enqueue(ctx.db, 'collect-cluster', clusterId);
}
