import { assertAllowed } from '../../model/actor.ts';
import { presentColumns, presentOf } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Context } from '../../services/context.ts';
import { type FrameHost, viewFrameHost } from '../frame/view-frame-host.ts';
import { hostColumns, viewHost } from '../shared/host-view.ts';

/** The hosts of a cluster with states and loads, by name. Throws `cluster-not-found`. */
export async function listClusterHosts({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<FrameHost[]> {
  const { clusterId } = input;
  assertAllowed(ctx.actor, 'read', { clusterId });
  const notFound = new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  if (!isId(clusterId)) throw notFound;
  const [cluster, counts] = await Promise.all([
    ctx.db.cluster.findUnique({
      where: { id: clusterId },
      select: { ...presentColumns, hosts: { orderBy: { name: 'asc' }, select: hostColumns } },
    }),
    ctx.db.vm.groupBy({ by: ['hostId'], where: { clusterId, missingSince: null }, _count: true }),
  ]);
  if (!cluster) throw notFound;
  const clock = presentOf(cluster, ctx.clock.now());
  const vms = new Map(counts.map((row) => [row.hostId, row._count]));
  return cluster.hosts.map((host) => viewFrameHost(viewHost(host, clock, vms.get(host.id) ?? 0)));
}
