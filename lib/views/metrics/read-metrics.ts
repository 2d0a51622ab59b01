import { countEndedMoves, countJobs, countVms } from '../../db/metric-counts.ts';
import { clockOf, connectionNow } from '../../model/cluster-clock.ts';
import type { Connection } from '../../model/host.ts';
import { unfinishedRunStates } from '../../model/run.ts';
import type { Context } from '../../services/context.ts';

export interface ClusterMetrics {
  name: string;
  hosts: Record<Connection, number>;
  overloadedHosts: number;
  vms: number;
  doubtedVms: number; // with a measured value that is not believed
  unfinishedRuns: number;
  endedMoves: { state: string; count: number }[]; // of the last day
  intervalSeconds: number;
  sampleAgeSeconds: number | null; // of the newest sample; null: there is none
  readings: number; // since the cluster exists, as the next three
  failedReadings: number;
  silentHosts: number;
  readingSeconds: number;
  lastReadingSeconds: number;
}

export interface HostMetrics {
  cluster: string;
  host: string;
  isUp: boolean;
  cpuUse: number | null; // fractions; null: not known now
  cpuLoad: number | null;
  memoryLoad: number | null;
  memoryUsedMiB: number | null;
  memoryMiB: number | null;
}

export interface Metrics {
  jobs: { task: string; state: string; count: number }[]; // of the queue
  clusters: ClusterMetrics[];
  hosts: HostMetrics[]; // none unless they are asked for
}

const DAY_MS = 86_400_000;

type Read = Awaited<ReturnType<typeof readAll>>;
type ClusterRow = Read['clusters'][number];

/** The figures of the product and of each cluster, for a monitoring system, and those of each host if asked for. */
export async function readMetrics({
  ctx,
  input,
}: {
  ctx: Pick<Context, 'db' | 'clock'>;
  input: { withHosts: boolean };
}): Promise<Metrics> {
  const now = ctx.clock.now();
  const read = await readAll(ctx, now);
  return {
    jobs: read.jobs,
    clusters: read.clusters.map((cluster) => clusterMetrics(cluster, read, now)),
    hosts: input.withHosts ? read.clusters.flatMap((cluster) => hostMetrics(cluster, now)) : [],
  };
}

async function readAll({ db }: Pick<Context, 'db'>, now: Date) {
  const [clusters, moves, vms, jobs] = await Promise.all([
    db.cluster.findMany({
      orderBy: { name: 'asc' },
      include: {
        readingCount: true,
        hosts: { orderBy: { name: 'asc' } },
        _count: { select: { runs: { where: { state: { in: unfinishedRunStates } } } } },
      },
    }),
    countEndedMoves(db, new Date(now.getTime() - DAY_MS)),
    countVms(db),
    countJobs(db),
  ]);
  return { clusters, moves, vms, jobs };
}

function clusterMetrics(cluster: ClusterRow, { moves, vms }: Read, now: Date): ClusterMetrics {
  const clock = clockOf(cluster, now);
  const hosts = { up: 0, down: 0, unknown: 0 };
  for (const host of cluster.hosts) hosts[connectionNow(host, clock)]++;
  const sampledAt = cluster.hosts.flatMap(({ lastSampleAt }) => lastSampleAt?.getTime() ?? []);
  const own = vms.find(({ clusterId }) => clusterId === cluster.id);
  const counted = cluster.readingCount;
  return {
    name: cluster.name,
    hosts,
    overloadedHosts: cluster.hosts.filter(
      (host) => host.overloadedSince !== null && connectionNow(host, clock) === 'up',
    ).length,
    vms: own?.count ?? 0,
    doubtedVms: own?.doubted ?? 0,
    unfinishedRuns: cluster._count.runs,
    endedMoves: moves.filter(({ clusterId }) => clusterId === cluster.id),
    intervalSeconds: cluster.intervalSeconds,
    sampleAgeSeconds: ageOfNewest(sampledAt, clock.now),
    readings: Number(counted?.readings ?? 0),
    failedReadings: Number(counted?.failures ?? 0),
    silentHosts: Number(counted?.silentHosts ?? 0),
    readingSeconds: counted?.seconds ?? 0,
    lastReadingSeconds: counted?.lastSeconds ?? 0,
  };
}

/** A backfill is recorded hour by hour: newer samples are ahead of the cluster's time. */
function ageOfNewest(sampledAt: readonly number[], now: Date): number | null {
  return sampledAt.length === 0 ? null : Math.max(0, (now.getTime() - Math.max(...sampledAt)) / 1000);
}

function hostMetrics(cluster: ClusterRow, now: Date): HostMetrics[] {
  const clock = clockOf(cluster, now);
  return cluster.hosts.map((host): HostMetrics => {
    const isUp = connectionNow(host, clock) === 'up';
    const ifUp = (value: number | null): number | null => (isUp ? value : null);
    return {
      cluster: cluster.name,
      host: host.name,
      isUp,
      cpuUse: ifUp(host.cpuUse),
      cpuLoad: ifUp(host.cpuLoad),
      memoryLoad: ifUp(host.memoryLoad),
      memoryUsedMiB: ifUp(host.memoryUsedMiB),
      memoryMiB: host.memoryMiB,
    };
  });
}
