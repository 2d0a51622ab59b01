import { suggestMoves } from '../services/plans/suggest-moves.ts';
import { ClusterPayload, type WorkerContext } from './worker-context.ts';

/** Plans a cluster once. */
export async function planTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  const { ctx, locks, log } = worker;
  await locks.tryWith(clusterId, 'observe', async () => {
    const outcome = await suggestMoves({ ctx, input: { clusterId } });
    log.info({ clusterId, ...outcome }, 'planned');
  });
}
