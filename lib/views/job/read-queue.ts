import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { clusterNow } from '../../model/cluster-now.ts';
import type { Context } from '../../services/context.ts';
import { lineUp, type Waiting } from '../../services/runs/line-up.ts';

/**
 * The queue of a cluster over all its runs: for each move that waits its position, from 1, and what it waits for, by the
 * id of the move. A cluster that is not there has no queue.
 */
export async function readQueue(ctx: Context, clusterId: string): Promise<Map<string, Waiting>> {
  const [cluster, runs] = await Promise.all([
    ctx.db.cluster.findUnique({
      where: { id: clusterId },
      select: {
        ...{ ...withPolicy, livedUntil: true, liveUntil: true },
        hosts: { select: { id: true, name: true, migrationNetwork: true } },
      },
    }),
    ctx.db.run.findMany({
      where: { clusterId, state: { in: ['waiting', 'running'] } },
      orderBy: { number: 'asc' }, // not by their times: a clock may have been put back
      select: {
        cancelRequestedAt: true,
        moves: {
          where: { state: { in: ['pending', 'checking', 'migrating', 'verifying', 'unknown'] } },
          orderBy: { sequence: 'asc' },
          select: {
            ...{ id: true, vmId: true, vmName: true, state: true, tries: true, notBefore: true, watch: true },
            ...{ fromHostId: true, toHostId: true, toHostName: true },
          },
        },
      },
    }),
  ]);
  if (!cluster) return new Map();
  const now = clusterNow(cluster, ctx.clock.now());
  return lineUp(runs, { limits: clusterPolicy(cluster).values, hosts: cluster.hosts }, now);
}
