import { enqueue } from '../db/queue.ts';
import { ensurePartitions } from '../db/samples.ts';
import { clockOf } from '../model/cluster-clock.ts';
import { learnFromMoves } from '../services/forecasts/learn-from-moves.ts';
import { measureWrites } from '../services/forecasts/measure-writes.ts';
import { collectCluster } from '../services/observe/collect-cluster.ts';
import { ClusterPayload, type WorkerContext } from './worker-context.ts';

/** A cluster is planned at most this often. */
const PLAN_EVERY_SECONDS = 60;
const DAY_MS = 86_400_000;

/** Observes a cluster once, asks for a plan when one is due, and asks for its own next time. */
export async function collectTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId } = ClusterPayload.parse(payload);
  const { ctx, drivers, locks, log } = worker;
  const cluster = await ctx.db.cluster.findUnique({ where: { id: clusterId } });
  if (!cluster) return;
  if (clockOf(cluster, ctx.clock.now()).isPast)
    return enqueue(ctx.db, 'live-cluster', clusterId, { mode: 'preserve_run_at' });

  const now = ctx.clock.now();
  try {
    await locks.tryWith(clusterId, 'observe', async () => {
      await ensurePartitions(ctx.db, now, new Date(now.getTime() + DAY_MS));
      const driver = await drivers.get(clusterId);
      const { hostsObserved, hostsSilent } = await collectCluster({ ctx, driver, input: { clusterId } });
      if (hostsSilent > 0)
        log.warn({ cluster: cluster.name, hostsObserved, hostsSilent }, 'some hosts did not answer');
      await learnFromMoves({ ctx, input: { clusterId } });
      await measureWrites({ ctx, driver, input: { clusterId } });
    });
  } catch (error) {
    log.error({ cluster: cluster.name, error: String(error) }, 'collecting failed');
  }
  const sincePlanned = (now.getTime() - (cluster.lastPlannedAt?.getTime() ?? 0)) / 1000;
  const isDue = sincePlanned >= PLAN_EVERY_SECONDS || sincePlanned < 0; // planned in the future: a clock was wrong
  if (isDue) await enqueue(ctx.db, 'plan-cluster', clusterId);
  const inSeconds = cluster.intervalSeconds;
  await enqueue(ctx.db, 'collect-cluster', clusterId, { inSeconds, mode: 'preserve_run_at' });
}
