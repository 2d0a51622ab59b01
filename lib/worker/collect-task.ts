import { enqueue } from '../db/queue.ts';
import { countReading } from '../db/reading-counts.ts';
import { clockOf } from '../model/cluster-clock.ts';
import { compareLoads } from '../services/forecasts/compare-loads.ts';
import { forecastDemand } from '../services/forecasts/forecast-demand.ts';
import { learnFromMeasurements } from '../services/forecasts/learn-from-measurements.ts';
import { learnFromMoves } from '../services/forecasts/learn-from-moves.ts';
import { measureWrites } from '../services/forecasts/measure-writes.ts';
import { orderMaintenance } from '../services/maintenance/order-maintenance.ts';
import { type CollectResult, collectCluster } from '../services/observe/collect-cluster.ts';
import { areSignsDue } from '../services/outages/read-signs.ts';
import { removeAskedCopies } from '../services/outages/remove-copies.ts';
import { isPlanDue } from './plan-due.ts';
import { ClusterPayload, holdLoop, type WorkerContext } from './worker-context.ts';

/** The least time that a reading waits for its hosts, however short the interval. */
const MIN_PATIENCE_MS = 4000;
/** It waits for this share of the interval at most, so that a slow host does not delay the next reading. */
const PATIENCE_SHARE = 2 / 3;

/** Those that have answered after this share of the interval are stored without waiting for the others. */
const MIN_EARLY_MS = 1000;
const EARLY_SHARE = 1 / 5;

const earlyMs = (intervalSeconds: number): number =>
  Math.max(MIN_EARLY_MS, intervalSeconds * 1000 * EARLY_SHARE);
const patienceMs = (intervalSeconds: number): number =>
  Math.max(MIN_PATIENCE_MS, intervalSeconds * 1000 * PATIENCE_SHARE);

const reading = (startedAt: number, silentHosts: number) => ({
  seconds: (performance.now() - startedAt) / 1000,
  silentHosts,
  hasFailed: false,
});

/** Observes a cluster once, asks for a plan when one is due, and asks for its own next time. */
export async function collectTask(worker: WorkerContext, payload: unknown): Promise<void> {
  const { clusterId, isAsked } = ClusterPayload.parse(payload);
  const { ctx, drivers, log } = worker;
  const cluster = await ctx.db.cluster.findUnique({ where: { id: clusterId } });
  if (!cluster) return;
  if (clockOf(cluster, ctx.clock.now()).isPast)
    return enqueue(ctx.db, 'live-cluster', clusterId, { mode: 'preserve_run_at' });

  const now = ctx.clock.now();
  const startedAt = performance.now();
  let change: CollectResult['change'] = null;
  try {
    await holdLoop(worker, clusterId, 'observe', async (held, lost) => {
      const driver = await drivers.get(clusterId);
      const until = AbortSignal.any([AbortSignal.timeout(patienceMs(cluster.intervalSeconds)), lost]);
      const early = AbortSignal.timeout(earlyMs(cluster.intervalSeconds));
      const input = { clusterId, until, early, isAsked };
      const result = await collectCluster({ ctx: held, driver, input });
      const { hostsObserved, hostsSilent } = result;
      change = result.change;
      await countReading(held.db, clusterId, reading(startedAt, hostsSilent));
      if (hostsSilent > 0)
        log.warn({ cluster: cluster.name, hostsObserved, hostsSilent }, 'some hosts did not answer');
      await orderMaintenance({ ctx: held, driver, input: { clusterId } });
      await removeAskedCopies({ ctx: held, driver, input: { clusterId } });
      if (await areSignsDue({ ctx: held, input: { clusterId } }))
        await enqueue(held.db, 'read-signs', clusterId, { mode: 'preserve_run_at' });
      await learnFromMoves({ ctx: held, input: { clusterId } });
      await compareLoads({ ctx: held, input: { clusterId } });
      await forecastDemand({ ctx: held, input: { clusterId } });
      await learnFromMeasurements({ ctx: held, input: { clusterId } });
      await measureWrites({ ctx: held, driver, input: { clusterId } });
    });
  } catch (error) {
    log.error({ cluster: cluster.name, error: String(error) }, 'collecting failed');
    await countReading(ctx.db, clusterId, { ...reading(startedAt, 0), hasFailed: true }).catch(
      () => undefined,
    );
  }
  if (change || isPlanDue({ now, lastPlannedAt: cluster.lastPlannedAt }))
    await enqueue(ctx.db, 'plan-cluster', clusterId, { cause: change ?? 'schedule' });
  // from start to start: what a reading takes does not make the next one later
  const inSeconds = Math.max(0, cluster.intervalSeconds - (performance.now() - startedAt) / 1000);
  await enqueue(ctx.db, 'collect-cluster', clusterId, { inSeconds, mode: 'preserve_run_at' });
}
