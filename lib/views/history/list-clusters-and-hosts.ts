import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../../services/context.ts';

/** A cluster with its hosts: the filters of the history. */
export interface ClusterWithHosts {
  id: string;
  name: string;
  hosts: { id: string; name: string }[];
}

/** All clusters with their hosts, by name. */
export async function listClustersAndHosts({ ctx }: { ctx: Context }): Promise<ClusterWithHosts[]> {
  assertAllowed(ctx.actor, 'read', 'product');
  return ctx.db.cluster.findMany({
    orderBy: { name: 'asc' },
    select: { id: true, name: true, hosts: { orderBy: { name: 'asc' }, select: { id: true, name: true } } },
  });
}
