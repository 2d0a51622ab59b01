import { type FreshSamples, listHostIds } from '../../db/list-hosts.ts';
import { withPolicy } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { type ClusterPresent, presentColumns, presentOf } from '../../model/cluster-clock.ts';
import { STALE_AFTER_INTERVALS } from '../../model/host.ts';
import { isId } from '../../model/is-id.ts';
import type { HostFilter } from '../../model/list-filter.ts';
import type { Context } from '../../services/context.ts';
import { hostColumns, viewHost } from '../shared/host-view.ts';
import { thresholdsOf } from '../shared/thresholds.ts';
import { toDecimals } from '../shared/to-decimals.ts';
import type { HostRow, HostRows } from './host-rows.ts';

/** The hosts that match a filter, in its order: a part of them from row `from` on. An id that is none finds nothing. */
export async function listHosts({
  ctx,
  input,
}: {
  ctx: Context;
  input: { filter: HostFilter; from: number };
}): Promise<HostRows> {
  assertAllowed(ctx.actor, 'read', 'product');
  const { filter, from } = input;
  if (filter.clusterId !== null && !isId(filter.clusterId)) return { total: 0, from, rows: [] };
  const now = ctx.clock.now();
  const clusters = await ctx.db.cluster.findMany({ select: { id: true, ...presentColumns } });
  const fresh = clusters.map((cluster) => freshSamples(cluster, now));
  const { total, ids } = await listHostIds(ctx.db, filter, { fresh, from });
  const [hosts, counts] = await Promise.all([
    ctx.db.host.findMany({ where: { id: { in: ids } }, select: rowColumns }),
    ctx.db.vm.groupBy({
      by: ['hostId'],
      where: { hostId: { in: ids }, missingSince: null },
      _count: true,
    }),
  ]);
  const vms = new Map(counts.map((row) => [row.hostId, row._count]));
  const byId = new Map(hosts.map((host) => [host.id, viewRow(host, vms.get(host.id) ?? 0, now)]));
  return { total, from, rows: ids.flatMap((id) => byId.get(id) ?? []) };
}

/** The same limits as those of `connectionNow`. */
function freshSamples(cluster: ClusterPresent & { id: string }, now: Date): FreshSamples {
  const time = presentOf(cluster, now);
  const staleMs = STALE_AFTER_INTERVALS * time.intervalSeconds * 1000;
  const from = new Date(time.now.getTime() - staleMs);
  // while it backfills its past, samples are ahead of its time
  return { clusterId: cluster.id, from, to: time.isPast ? null : new Date(time.now.getTime() + staleMs) };
}

const rowColumns = {
  ...hostColumns,
  tags: true,
  cluster: { select: { name: true, ...presentColumns, ...withPolicy } },
} as const;

type StoredRow = Awaited<ReturnType<typeof findOne>>;
const findOne = (ctx: Context) => ctx.db.host.findFirstOrThrow({ select: rowColumns });

function viewRow(host: StoredRow, vmCount: number, now: Date): HostRow {
  const time = presentOf(host.cluster, now);
  const view = viewHost(host, time, vmCount);
  const isSilent = view.connection !== 'up' && view.lastSampleAt !== null;
  return {
    id: view.id,
    name: view.name,
    cluster: host.cluster.name,
    ...thresholdsOf(host.cluster),
    cores: view.cores,
    memoryMiB: view.memoryMiB,
    mode: view.mode,
    isMaintainedThere: view.isMaintainedThere,
    connection: view.connection,
    cpuPercent: toDecimals(view.cpuPercent),
    memoryPercent: toDecimals(view.memoryPercent),
    lastCpuPercent: toDecimals(view.lastCpuPercent),
    lastMemoryPercent: toDecimals(view.lastMemoryPercent),
    silentMs: isSilent && view.lastSampleAt ? time.now.getTime() - view.lastSampleAt.getTime() : null,
    overloadedSince: view.overloadedSince,
    vmCount,
    tags: host.tags,
    alarms: view.alarms,
    isFailing: view.failing !== null,
  };
}
