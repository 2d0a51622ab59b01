import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf, type NotReady } from '../../model/cluster-clock.ts';
import type { StoredReserve } from '../../model/cluster-reserve.ts';
import { BallastError } from '../../model/errors.ts';
import type { MoveLeftOut } from '../../model/evaluation.ts';
import { isId } from '../../model/is-id.ts';
import type { MigrationNetworkWarning } from '../../model/migration-network.ts';
import type { PlanOutcome } from '../../model/plan-outcome.ts';
import type { Mode } from '../../model/policy-fields.ts';
import type { Context } from '../../services/context.ts';
import { warnOfMigrationNetwork } from '../../services/planning/migration-network.ts';
import { readBalance } from '../series/read-balance.ts';
import { type HostUse, readHostUse } from '../series/read-host-use.ts';
import { windowOf } from '../series/series-range.ts';
import { type HostView, viewHost } from '../shared/host-view.ts';
import { thresholdsOf } from '../shared/thresholds.ts';

/** Points of the line of a host: ten minutes each. */
const USE_POINTS = 144;

export interface ClusterHost extends HostView {
  use: HostUse; // measured, over the last 24 hours
  networkWarnings: MigrationNetworkWarning[];
}

export interface ClusterPage {
  id: string;
  name: string;
  cpuThresholdPercent: number;
  memoryThresholdPercent: number;
  mode: Mode; // what Dynamic Optimization does in it
  intervalSeconds: number;
  now: Date; // the moment that it is at
  notReady: NotReady | null; // why nothing can be ordered in it
  spread: number | null;
  balance: { at: number[]; spreads: (number | null)[] }; // over the last 24 hours
  hosts: ClusterHost[];
  rules: number;
  suggestion: { id: string; number: number } | null;
  lastPlannedAt: Date | null;
  lastPlanOutcome: PlanOutcome | null;
  reserve: StoredReserve | null; // as it was last judged
  leftOut: MoveLeftOut | null; // the best move that the last evaluation left out
}

/** A cluster with its hosts and the result of its last evaluation. Throws `cluster-not-found`. */
export async function readCluster({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<ClusterPage> {
  assertAllowed(ctx.actor, 'read', { clusterId: input.clusterId });
  const now = ctx.clock.now();
  const cluster = await findCluster(ctx, input.clusterId);
  const clock = clockOf(cluster, now);
  const window = windowOf('24h', clock, USE_POINTS);
  const [uses, [balance], vmCounts, suggestion, evaluation] = await Promise.all([
    readHostUse({ ctx, input: { hosts: cluster.hosts, window } }),
    readBalance({ ctx, input: { clusters: [cluster] } }),
    ctx.db.vm.groupBy({
      by: ['hostId'],
      where: { clusterId: cluster.id, missingSince: null },
      _count: true,
    }),
    ctx.db.plan.findFirst({
      where: { clusterId: cluster.id, state: 'suggested', expiresAt: { gt: now } },
      select: { id: true, number: true },
    }),
    ctx.db.evaluation.findFirst({
      where: { clusterId: cluster.id },
      orderBy: [{ until: 'desc' }, { id: 'desc' }],
      select: { leftOut: true },
    }),
  ]);
  const counts = new Map(vmCounts.map((row) => [row.hostId, row._count]));
  const noUse: HostUse = { at: [], cpuPercent: [], memoryPercent: [] };
  return {
    id: cluster.id,
    name: cluster.name,
    ...thresholdsOf(cluster),
    mode: clusterPolicy(cluster).values.mode,
    intervalSeconds: cluster.intervalSeconds,
    now: clock.now,
    notReady: clock.notReady,
    spread: balance?.spread ?? null,
    balance: balance ?? { at: [], spreads: [] },
    hosts: cluster.hosts.map((host) => ({
      ...viewHost(host, clock, counts.get(host.id) ?? 0),
      use: uses.get(host.id) ?? noUse,
      networkWarnings: warnOfMigrationNetwork(host, cluster.driver),
    })),
    rules: cluster._count.rules + cluster.managerRules.length,
    suggestion,
    lastPlannedAt: cluster.lastPlannedAt,
    lastPlanOutcome: cluster.lastPlanOutcome,
    reserve: cluster.reserve,
    leftOut: evaluation?.leftOut ?? null,
  };
}

async function findCluster(ctx: Context, clusterId: string) {
  const notFound = new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  if (!isId(clusterId)) throw notFound;
  const cluster = await ctx.db.cluster.findUnique({
    where: { id: clusterId },
    include: {
      ...withPolicy,
      hosts: { orderBy: { name: 'asc' } },
      _count: { select: { rules: true } },
    },
  });
  if (!cluster) throw notFound;
  return cluster;
}
