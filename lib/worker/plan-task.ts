import { policyActor } from '../model/actor.ts';
import { evaluateCluster } from '../services/automation/evaluate-cluster.ts';
import { ClusterPayload, holdLoop, type WorkerContext } from './worker-context.ts';

/** Evaluates a cluster once: as its policy, which may carry moves out by itself. */
export async function planTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId, cause } = ClusterPayload.parse(payload);
  const { log } = worker;
  await holdLoop(worker, clusterId, 'observe', async (ctx) => {
    const outcome = await evaluateCluster({
      ctx: { ...ctx, actor: policyActor },
      input: { clusterId, cause },
    });
    log.info({ clusterId, ...outcome }, 'evaluated');
  });
}
