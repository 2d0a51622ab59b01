import { suggestMoves } from '../services/plans/suggest-moves.ts';
import { ClusterPayload, holdLoop, type WorkerContext } from './worker-context.ts';

/** Plans a cluster once. */
export async function planTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  const { log } = worker;
  await holdLoop(worker, clusterId, 'observe', async (ctx) => {
    const outcome = await suggestMoves({ ctx, input: { clusterId } });
    log.info({ clusterId, ...outcome }, 'planned');
  });
}
