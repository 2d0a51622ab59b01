import { expect, it } from 'vitest';
import { bringForward, enqueue } from '../../lib/db/queue.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const HOUR = 3600;

/** Seconds until the job of a cluster is due, by the database's clock. */
async function dueInSeconds(key: string): Promise<number> {
  const [row] = await database.db.$queryRaw<{ seconds: number }[]>`
    SELECT extract(epoch FROM run_at - now())::float8 AS seconds FROM graphile_worker.jobs WHERE key = ${key}`;
  return Math.round(row?.seconds ?? Number.NaN);
}

it('uses the clock of the database, and does not change a job that is due at the right time', async () => {
  const { db } = database;
  await enqueue(db, 'collect-cluster', 'c1', { inSeconds: 15 });
  expect(await bringForward(db, 'collect-cluster', 'c1', 16)).toBe(0);
  expect(await dueInSeconds('collect-cluster:c1')).toBeGreaterThan(10);
});

it.each([
  ['an hour', HOUR],
  ['a week', 7 * 24 * HOUR],
])('brings a job forward that was queued before the clock was set back by %s', async (_, ahead) => {
  const { db } = database;
  await enqueue(db, 'collect-cluster', 'c2', { inSeconds: ahead + 15 });
  // a second request, as a worker makes every ten seconds, does not change its time
  await enqueue(db, 'collect-cluster', 'c2', { mode: 'preserve_run_at' });
  expect(await dueInSeconds('collect-cluster:c2')).toBeGreaterThan(HOUR);
  expect(await bringForward(db, 'collect-cluster', 'c2', 16)).toBe(1);
  expect(await dueInSeconds('collect-cluster:c2')).toBeLessThanOrEqual(0);
  expect(await bringForward(db, 'collect-cluster', 'c2', 16)).toBe(0);
});

it('does not change a job of another cluster, or a job in progress', async () => {
  const { db } = database;
  await enqueue(db, 'run-cluster', 'c3', { inSeconds: HOUR });
  await enqueue(db, 'run-cluster', 'c4', { inSeconds: HOUR });
  await db.$executeRaw`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'w' WHERE key = 'run-cluster:c4'`;
  expect(await bringForward(db, 'run-cluster', 'c4', 60)).toBe(0);
  expect(await bringForward(db, 'run-cluster', 'c3', 60)).toBe(1);
});
