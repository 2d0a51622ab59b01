import { enqueue } from '../db/queue.ts';
import { clustersToCheck } from '../db/readiness.ts';
import { advanceTest } from '../services/readiness/advance-test.ts';
import { inspectReadiness } from '../services/readiness/inspect-readiness.ts';
import { ClusterPayload, holdLoop, type WorkerContext } from './worker-context.ts';

/** Between two steps of a test migration, and until a worker that has the loop is done. */
const NEXT_SECONDS = 1;

/** Carries out a requested check of a cluster's readiness, and a step of its test migration. */
export async function readinessTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  const { ctx, drivers, log } = worker;
  if (!(await ctx.db.cluster.findUnique({ where: { id: clusterId }, select: { id: true } }))) return;
  try {
    await holdLoop(worker, clusterId, 'readiness', async (held) => {
      const driver = await drivers.get(clusterId);
      // a check asks hosts about their connections with a VM, which could be the one that a test moves
      const isTesting = await advanceTest({ ctx: held, driver, input: { clusterId } });
      if (!isTesting) await inspectReadiness({ ctx: held, driver, input: { clusterId } });
    });
  } catch (error) {
    log.error({ clusterId, error: String(error) }, 'checking the readiness failed');
  }
  const open = await clustersToCheck(ctx.db);
  if (open.includes(clusterId))
    await enqueue(ctx.db, 'check-readiness', clusterId, { inSeconds: NEXT_SECONDS });
}
