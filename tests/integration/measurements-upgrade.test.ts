import { beforeAll, describe, expect, test } from 'vitest';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import {
  countSamples,
  DAY_MS,
  expectSame,
  HOUR_MS,
  ids,
  packOnce,
  readFigures,
  storeSample,
} from './support/stored-samples.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const clock = new TestClock();
const now = clock.now();
const DAYS = 14;
const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;

/** The rows of the previous release: a partition for each day, one sample each five minutes, the older half in MHz. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO samples.vm_clock (vm_id, core_mhz) VALUES ($1, 2000)`, [ids.vm]);
  for (let ago = DAYS; ago >= -1; ago--) {
    const from = new Date(today - ago * DAY_MS);
    const to = new Date(from.getTime() + DAY_MS);
    const suffix = from.toISOString().slice(0, 10).replaceAll('-', '');
    for (const table of ['host_sample', 'vm_sample', 'cluster_sample'])
      await run(
        `CREATE TABLE samples.${table}_${suffix} PARTITION OF samples.${table}
         FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`,
      );
    const times = `generate_series($2::timestamptz, LEAST($3::timestamptz - interval '1 second', $4::timestamptz), '5 minutes') AS at`;
    const value = `(extract(epoch FROM at)::int / 300 % 97) / 100.0`;
    const at = [from, to, now];
    await run(
      `INSERT INTO samples.host_sample (host_id, at, cpu_use) SELECT $1, at, ${value} FROM ${times}`,
      [ids.host, ...at],
    );
    const column = ago > DAYS / 2 ? 'cpu_mhz' : 'cores';
    const factor = ago > DAYS / 2 ? 2000 : 1;
    await run(
      `INSERT INTO samples.vm_sample (vm_id, at, ${column}) SELECT $1, at, ${value} * ${factor} FROM ${times}`,
      [ids.vm, ...at],
    );
  }
}

describe('an upgrade of a database with fourteen days of samples', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_measurements', fill));
  const ctx = () => makeContext(database.db, { clock });
  const windows = {
    day: { from: new Date(now.getTime() - DAY_MS), to: now, bucketSeconds: 300 },
    month: { from: new Date(now.getTime() - 30 * DAY_MS), to: now, bucketSeconds: 7200 },
  };
  const read = async () => ({
    hostDay: await readFigures(ctx(), { kind: 'host', objectId: ids.host, measure: 'cpuUse' }, windows.day),
    vmDay: await readFigures(ctx(), { kind: 'vm', objectId: ids.vm, measure: 'cores' }, windows.day),
    vmMonth: await readFigures(ctx(), { kind: 'vm', objectId: ids.vm, measure: 'cores' }, windows.month),
  });

  test('charts show the same before, during and after the old samples are rolled up', async () => {
    const before = await read();
    const compare = async () => {
      const after = await read();
      expectSame(after.hostDay, before.hostDay);
      expectSame(after.vmDay, before.vmDay);
      expectSame(after.vmMonth, before.vmMonth);
    };
    expect(before.vmDay).toHaveLength(289);
    expect(before.vmMonth).toHaveLength(DAYS * 12 + 5);
    await storeSample(database.db, now, 0.5, { ...ids, host: ids.cluster, vm: ids.cluster }); // in the partition of today
    await packOnce(ctx(), database.url, (packs, stopping) => {
      const write = packs.writeChunk.bind(packs);
      let chunks = 0;
      packs.writeChunk = async (...args) => {
        if (++chunks === 7) stopping.abort(); // in the middle of the fourth day
        return write(...args);
      };
    });
    const rows = (await countSamples(database.db))?.open ?? 0;
    expect(rows).toBeGreaterThan(288);
    await compare();
    await packOnce(ctx(), database.url);
    await compare();
    await packOnce(ctx(), database.url); // removes the partitions
    await compare();
    const counts = await countSamples(database.db);
    expect(counts?.open).toBe(((now.getTime() - today) / HOUR_MS) * 12 + 2); // today stays open until it has ended
    expect(counts?.hours).toBe(2 * 48); // of two objects
    expect(counts?.tenDays).toBe(2 * 2);
  });

  test('new samples get partitions of hours after those of days', async () => {
    const tomorrow = new Date(today + 2 * DAY_MS + HOUR_MS); // the day after the last partition
    await storeSample(database.db, tomorrow, 0.25);
    const figures = await readFigures(
      ctx(),
      { kind: 'vm', objectId: ids.vm, measure: 'cores' },
      { from: new Date(tomorrow.getTime() - HOUR_MS), to: tomorrow, bucketSeconds: 60 },
    );
    expect(figures.at(-1)).toMatchObject({ count: 1, mean: 0.25 });
  });
});
