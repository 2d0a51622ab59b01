import { withPolicy } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { type ClusterTime, type NotReady, presentColumns, presentOf } from '../../model/cluster-clock.ts';
import { byName } from '../../model/compare-names.ts';
import { MAX_HOSTS_IN_FULL } from '../../model/full-display.ts';
import type { Context } from '../../services/context.ts';
import { readBalance } from '../series/read-balance.ts';
import { type HostUse, readHostUse } from '../series/read-host-use.ts';
import { LINE_POINTS, windowOf } from '../series/series-range.ts';
import { countVms } from '../shared/count-vms.ts';
import { type HostView, hostColumns, viewHost } from '../shared/host-view.ts';
import { thresholdsOf } from '../shared/thresholds.ts';
import { type DayOfMoves, readDayOfMoves } from './read-day-of-moves.ts';
import { type Need, readNeeds } from './read-needs.ts';
import { type RunningMoves, readRunningMoves } from './read-running-moves.ts';

export interface OverviewHost extends HostView {
  /** Measured use over the last hour; its last values are the current ones. Empty if the host is not among `busiest`. */
  use: HostUse;
}

export interface OverviewCluster {
  id: string;
  name: string;
  cpuThresholdPercent: number;
  memoryThresholdPercent: number;
  hosts: OverviewHost[];
  vmCount: number;
  now: Date; // the moment that it is at
  notReady: NotReady | null; // why nothing can be ordered in it
  /** sd(CPU load) + sd(memory load) over its online hosts: 0 is even; null is unknown. */
  spread: number | null;
  balance: { at: number[]; spreads: (number | null)[] }; // over the last 24 hours
}

export interface Overview {
  clusters: OverviewCluster[];
  /** With many hosts: the ids of those with the highest measured CPU use, the highest first. Null: all are shown. */
  busiest: string[] | null;
  needs: Need[];
  running: RunningMoves;
  day: DayOfMoves;
}

const RUNNING_ROWS = 8;
const BUSIEST_HOSTS = 10;
const noUse: HostUse = { at: [], cpuPercent: [], memoryPercent: [] };

/** All data of the overview page, in a dozen queries whatever the number of hosts. */
export async function readOverview({ ctx }: { ctx: Context }): Promise<Overview> {
  assertAllowed(ctx.actor, 'read', 'product');
  const now = ctx.clock.now();
  const [clusters, vmCounts] = await Promise.all([
    ctx.db.cluster.findMany({
      orderBy: { name: 'asc' },
      select: {
        id: true,
        name: true,
        lastPlanOutcome: true,
        reserve: true,
        ...presentColumns,
        ...withPolicy,
        hosts: { orderBy: { name: 'asc' }, select: { ...hostColumns, lastError: true, cpuUse: true } },
      },
    }),
    countVms(ctx.db),
  ]);
  const clusterIds = clusters.map((cluster) => cluster.id);
  const viewed = clusters.map((cluster) => {
    const clock = presentOf(cluster, now);
    const hosts = cluster.hosts.map((host) => ({
      ...viewHost(host, clock, vmCounts.get(host.id) ?? 0),
      lastError: host.lastError,
      cpuUse: host.cpuUse,
    }));
    return { ...cluster, ...thresholdsOf(cluster), clock, hosts };
  });
  const present = viewed.filter(({ clock }) => !clock.isPast);
  const latestNow = new Date(
    Math.max(...viewed.map(({ clock }) => clock.now.getTime()), Number.NEGATIVE_INFINITY),
  );
  const busiest = findBusiest(viewed.flatMap(({ hosts }) => hosts));
  const [uses, balances, needs, running, day] = await Promise.all([
    readUses(ctx, viewed, busiest),
    readBalance({ ctx, input: { clusters } }),
    readNeeds({ ctx, input: { clusters: present } }),
    readRunningMoves({
      ctx,
      input: { clusterIds: present.map((cluster) => cluster.id), limit: RUNNING_ROWS },
    }),
    readDayOfMoves({ ctx, input: { clusterIds, now: clusters.length > 0 ? latestNow : now } }),
  ]);
  const balanceOf = new Map(balances.map((balance) => [balance.clusterId, balance]));
  return {
    clusters: viewed.map((cluster) => ({
      id: cluster.id,
      name: cluster.name,
      cpuThresholdPercent: cluster.cpuThresholdPercent,
      memoryThresholdPercent: cluster.memoryThresholdPercent,
      hosts: cluster.hosts.map(({ lastError: _, cpuUse: __, ...host }) => ({
        ...host,
        use: uses.get(host.id) ?? noUse,
      })),
      vmCount: cluster.hosts.reduce((sum, host) => sum + host.vmCount, 0),
      now: cluster.clock.now,
      notReady: cluster.clock.notReady,
      spread: balanceOf.get(cluster.id)?.spread ?? null,
      balance: balanceOf.get(cluster.id) ?? { at: [], spreads: [] },
    })),
    busiest,
    needs,
    running,
    day,
  };
}

function findBusiest(hosts: readonly (HostView & { cpuUse: number | null })[]): string[] | null {
  if (hosts.length <= MAX_HOSTS_IN_FULL) return null;
  return hosts
    .filter((host) => host.connection === 'up' && host.cpuUse !== null)
    .sort((a, b) => (b.cpuUse ?? 0) - (a.cpuUse ?? 0) || byName(a, b))
    .slice(0, BUSIEST_HOSTS)
    .map(({ id }) => id);
}

interface Viewed {
  clock: ClusterTime;
  hosts: readonly { id: string; memoryMiB: number | null }[];
}

/** One query for all clusters with the same present, which are all except one that is backfilling its past. */
async function readUses(
  ctx: Context,
  clusters: readonly Viewed[],
  only: readonly string[] | null,
): Promise<Map<string, HostUse>> {
  const wanted = only && new Set(only);
  const byWindow = Map.groupBy(clusters, (cluster) => {
    const { to, bucketSeconds } = windowOf('1h', cluster.clock, LINE_POINTS);
    return `${to.getTime()} ${bucketSeconds}`;
  });
  const uses = await Promise.all(
    [...byWindow.values()].map((group) => {
      const [first] = group;
      const hosts = group
        .flatMap((cluster) => cluster.hosts)
        .filter((host) => wanted === null || wanted.has(host.id));
      if (!first) return new Map<string, HostUse>();
      return readHostUse({ ctx, input: { hosts, window: windowOf('1h', first.clock, LINE_POINTS) } });
    }),
  );
  return new Map(uses.flatMap((use) => [...use]));
}
