import { readTags } from '../../db/tags.ts';
import { assertAllowed } from '../../model/actor.ts';
import { isId } from '../../model/is-id.ts';
import type { Context } from '../../services/context.ts';

/** The names that the filters of a list show: all clusters by name, and the host that it is about. */
export interface ListNames {
  clusters: { id: string; name: string }[];
  host: string | null; // null: it is about no host, or there is none with this id
  tags: string[]; // of VMs, or of hosts, that are known
}

export async function readListNames({
  ctx,
  input,
}: {
  ctx: Context;
  input: { of: 'vms' | 'hosts'; hostId: string | null };
}): Promise<ListNames> {
  assertAllowed(ctx.actor, 'read', 'product');
  const { of, hostId } = input;
  const [clusters, host, tags] = await Promise.all([
    ctx.db.cluster.findMany({ orderBy: { name: 'asc' }, select: { id: true, name: true } }),
    hostId !== null && isId(hostId)
      ? ctx.db.host.findUnique({ where: { id: hostId }, select: { name: true } })
      : null,
    readTags(ctx.db, of),
  ]);
  return { clusters, host: host?.name ?? null, tags };
}
