import { fenceHosts } from '../services/outages/fence-hosts.ts';
import { ClusterPayload, type WorkerContext } from './worker-context.ts';

/** Runs the fence commands that were asked for in a cluster. */
export async function fenceTask({ ctx }: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  await fenceHosts({ ctx, input: { clusterId } });
}
