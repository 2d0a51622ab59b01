import { connectDatabase } from '../../../lib/db/client.ts';
import { PackStore } from '../../../lib/db/pack-store.ts';
import type { Context } from '../../../lib/services/context.ts';
import { collectCluster } from '../../../lib/services/observe/collect-cluster.ts';
import { suggestMoves } from '../../../lib/services/plans/suggest-moves.ts';
import { dropOld } from '../../../lib/services/retention/drop-old.ts';
import { defaultKeep } from '../../../lib/services/retention/keep-samples.ts';
import { packClosedHours } from '../../../lib/services/retention/pack-closed-hours.ts';
import { DriverPool } from '../../../lib/worker/driver-pool.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const AUDIT_DAYS = 400;

/**
 * What a worker does, on a clock that passes as fast as the work is done: `collect` each interval, plan each minute, pack
 * and drop each hour. It reports each hour to its parent, which answers when it has measured.
 */
async function live(url: string, startMs: number, hours: number, intervalSeconds: number): Promise<void> {
  const db = connectDatabase(url);
  let now = startMs;
  const clock = { now: () => new Date(now) };
  const ctx: Context = { db, clock, actor: { kind: 'system', name: 'worker' } };
  const drivers = new DriverPool({ db, clock }, () => undefined);
  const clusters = await db.cluster.findMany({ select: { id: true } });
  const step = async (clusterId: string): Promise<void> => {
    const driver = await drivers.get(clusterId);
    await collectCluster({ ctx, driver, input: { clusterId } });
    if (now % MINUTE_MS === 0) await suggestMoves({ ctx, input: { clusterId } });
  };
  for (; now < startMs + hours * HOUR_MS; now += intervalSeconds * 1000) {
    if (now % HOUR_MS === 0) {
      await packAndDrop(ctx, url);
      await report((now - startMs) / HOUR_MS);
    }
    await Promise.all(clusters.map(({ id }) => step(id)));
    // pages show the cluster at this time
    if (now % MINUTE_MS === 0) await db.cluster.updateMany({ data: { backfilledUntil: clock.now() } });
  }
  await packAndDrop(ctx, url);
  await report(hours);
  await drivers.close();
  await db.$disconnect();
}

async function packAndDrop(ctx: Context, url: string): Promise<void> {
  const store = await PackStore.open(url);
  if (!store) throw new Error('somebody else is packing');
  const stopping = new AbortController().signal;
  await packClosedHours({ ctx, store, input: { keep: defaultKeep }, stopping });
  await store.close();
  await dropOld({ ctx, input: { auditDays: AUDIT_DAYS, keep: defaultKeep } });
}

async function report(hour: number): Promise<void> {
  const answered = new Promise((resolve) => process.once('message', resolve));
  process.send?.(hour);
  await answered;
}

const [url = '', startMs, hours, intervalSeconds] = process.argv.slice(2);
await live(url, Number(startMs), Number(hours), Number(intervalSeconds));
process.disconnect();
