import { traitsOf } from '../../drivers/registry.ts';
import { assertAllowed } from '../../model/actor.ts';
import { connectionNow, presentColumns, presentOf } from '../../model/cluster-clock.ts';
import type { DriverTraits } from '../../model/driver-traits.ts';
import type { FiguresSource } from '../../model/figures-source.ts';
import type { Connection, HostMode } from '../../model/host.ts';
import type { ManagerFigures } from '../../model/manager-figures.ts';
import type { MigrationNetworkView } from '../../model/migration-network.ts';
import type { OtherBalancer } from '../../model/other-balancer.ts';
import { unfinishedRunStates } from '../../model/run.ts';
import { figuresOf } from '../../services/clusters/manager-figures.ts';
import type { Context } from '../../services/context.ts';
import { viewMigrationNetwork } from '../../services/planning/migration-network.ts';
import { type HostErrorView, viewHostError } from '../shared/host-error.ts';

export interface ConfiguredHost {
  id: string;
  name: string;
  uri: string;
  peerUri: string | null;
  migrationAddress: string | null;
  mode: HostMode;
  connection: Connection; // as it must be read now
  version: string | null;
  lastSampleAt: Date | null;
  lastError: HostErrorView | null;
  network: MigrationNetworkView;
}

/** The address that serves a cluster. Its secret is never read here. */
export interface ConfiguredEndpoint {
  id: string;
  address: string;
  user: string;
  fingerprint: string | null;
}

export interface ConfiguredCluster {
  id: string;
  name: string;
  driver: DriverTraits;
  endpoint: ConfiguredEndpoint | null; // null: its hosts have addresses of their own
  balancer: OtherBalancer | null;
  managerFigures: ManagerFigures | null; // which it reads; null: there is no choice
  intervalSeconds: number; // between two samples of its hosts
  hosts: ConfiguredHost[];
  holds: { vms: number; suggestions: number; jobs: number; moves: number }; // what goes when it is removed
  activeJobs: number;
  /** The Prometheus that has its figures, without the token; null: its hypervisors have them. */
  figures: { source: FiguresSource; hasToken: boolean; version: number } | null;
}

/** The connection settings of each cluster, by name; with `clusterId` of this one only. */
export async function listClusters({
  ctx,
  input = {},
}: {
  ctx: Context;
  input?: { clusterId?: string };
}): Promise<ConfiguredCluster[]> {
  assertAllowed(ctx.actor, 'read', 'product');
  const now = ctx.clock.now();
  const clusters = await ctx.db.cluster.findMany({
    where: { id: input.clusterId },
    orderBy: { name: 'asc' },
    select: {
      id: true,
      name: true,
      driver: true,
      endpoint: { select: { id: true, address: true, user: true, fingerprint: true } },
      balancer: true,
      driverConfig: true,
      ...presentColumns,
      hosts: { orderBy: { name: 'asc' } },
      _count: { select: { vms: true, plans: true, runs: true } },
      figuresSource: { select: { source: true, version: true, clusterId: true } },
    },
  });
  const active = await ctx.db.run.groupBy({
    by: ['clusterId'],
    where: { state: { in: unfinishedRunStates } },
    _count: true,
  });
  const tokens = await ctx.db.figuresSource.findMany({
    where: { token: { not: null } },
    select: { clusterId: true },
  });
  const withToken = new Set(tokens.map(({ clusterId }) => clusterId));
  return Promise.all(
    clusters.map(async (cluster) => ({
      id: cluster.id,
      name: cluster.name,
      driver: traitsOf(cluster.driver),
      endpoint: cluster.endpoint,
      balancer: cluster.balancer,
      managerFigures: figuresOf(cluster),
      intervalSeconds: cluster.intervalSeconds,
      hosts: cluster.hosts.map((host) => ({
        id: host.id,
        name: host.name,
        uri: host.uri,
        peerUri: host.peerUri,
        migrationAddress: host.migrationAddress,
        mode: host.mode,
        connection: connectionNow(host, presentOf(cluster, now)),
        version: host.version,
        lastSampleAt: host.lastSampleAt,
        lastError: viewHostError(host.lastError),
        network: viewMigrationNetwork(host, cluster.driver),
      })),
      holds: {
        vms: cluster._count.vms,
        suggestions: cluster._count.plans,
        jobs: cluster._count.runs,
        moves: await ctx.db.move.count({ where: { run: { clusterId: cluster.id } } }),
      },
      activeJobs: active.find((row) => row.clusterId === cluster.id)?._count ?? 0,
      figures: cluster.figuresSource && {
        source: cluster.figuresSource.source,
        version: cluster.figuresSource.version,
        hasToken: withToken.has(cluster.id),
      },
    })),
  );
}
