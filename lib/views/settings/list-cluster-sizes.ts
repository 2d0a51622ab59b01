import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../../services/context.ts';

export interface ClusterSize {
  id: string;
  name: string;
  hosts: number;
}

/** Each cluster with its number of hosts, by name. */
export async function listClusterSizes({ ctx }: { ctx: Context }): Promise<ClusterSize[]> {
  assertAllowed(ctx.actor, 'read', 'product');
  const clusters = await ctx.db.cluster.findMany({
    orderBy: { name: 'asc' },
    select: { id: true, name: true, _count: { select: { hosts: true } } },
  });
  return clusters.map(({ id, name, _count }) => ({ id, name, hosts: _count.hosts }));
}
