import { restartProved } from '../services/orders/restart-proved.ts';
import { wakeFences } from '../services/outages/fence-hosts.ts';
import { readSigns } from '../services/outages/read-signs.ts';
import { ClusterPayload, holdLoop, type WorkerContext } from './worker-context.ts';

/**
 * Reads the signs of the hosts of a cluster that do not answer, and does what the policy says of them. Apart from the observation: others
 * may try for many seconds to reach a dead host, and the hosts that answer must not become unknown meanwhile.
 */
export async function signsTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  await holdLoop(worker, clusterId, 'signs', async (ctx) => {
    const input = { clusterId };
    await readSigns({ ctx, driver: await worker.drivers.get(clusterId), input });
    await wakeFences({ ctx, input });
    await restartProved({ ctx, input });
  });
}
