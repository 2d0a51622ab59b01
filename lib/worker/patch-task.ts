import { enqueue } from '../db/queue.ts';
import { advancePatchRun } from '../services/patches/advance-patch-run.ts';
import { ClusterPayload, holdLoop, type WorkerContext } from './worker-context.ts';

/** A host is patched in minutes: so often its run is continued. */
const TICK_SECONDS = 3;

/** Continues the patch run of a cluster by one tick, and asks for the next one while it lasts. One worker at a time. */
export async function patchTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  const { ctx, drivers, log } = worker;
  const where = { clusterId, finishedAt: null };
  if ((await ctx.db.patchRun.count({ where })) === 0) return;
  try {
    const driver = await drivers.get(clusterId);
    await holdLoop(worker, clusterId, 'patch', (held) =>
      advancePatchRun({ ctx: held, driver, input: { clusterId } }),
    );
  } catch (error) {
    log.error({ clusterId, error: String(error) }, 'the patch run did not advance');
  }
  if ((await ctx.db.patchRun.count({ where })) > 0)
    await enqueue(ctx.db, 'patch-cluster', clusterId, { inSeconds: TICK_SECONDS });
}
