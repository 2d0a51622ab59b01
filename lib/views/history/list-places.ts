import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../../services/context.ts';

/** A cluster with its hosts: what the history can be filtered by. */
export interface Place {
  id: string;
  name: string;
  hosts: { id: string; name: string }[];
}

/** All clusters with their hosts, by name. */
export async function listPlaces({ ctx }: { ctx: Context }): Promise<Place[]> {
  assertAllowed(ctx.actor, 'read', 'product');
  return ctx.db.cluster.findMany({
    orderBy: { name: 'asc' },
    select: { id: true, name: true, hosts: { orderBy: { name: 'asc' }, select: { id: true, name: true } } },
  });
}
