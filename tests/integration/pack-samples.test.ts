import { beforeEach, describe, expect, it } from 'vitest';
import { PackStore } from '../../lib/db/pack-store.ts';
import { listSampleParts } from '../../lib/db/sample-partitions.ts';
import { readBalance } from '../../lib/views/series/read-balance.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import {
  countSamples,
  DAY_MS,
  expectSame,
  HOUR_MS,
  ids,
  MINUTE_MS,
  packOnce,
  readFigures,
  storeHostSamples,
  storeSample,
} from './support/stored-samples.ts';

const database = withTestDatabase();
const tables = ['host_sample', 'vm_sample', 'cluster_sample', 'hour_pack', 'day_pack', 'open_day_pack'];
beforeEach(async () => {
  const all = [...tables, 'ten_day_pack', 'packing', 'measured_day'].map((name) => `samples.${name}`);
  await database.db.$executeRawUnsafe(`TRUNCATE ${all.join(', ')}`);
  await database.db.cluster.deleteMany();
});

function begin() {
  const clock = new TestClock(); // 9:00
  const ctx = makeContext(database.db, { clock });
  const ago = (minutes: number) => new Date(clock.now().getTime() - minutes * MINUTE_MS);
  /** From `from` to `to` minutes ago, one a minute, each with another value. */
  const store = (from: number, to: number) =>
    storeHostSamples(
      database.db,
      Array.from({ length: from - to + 1 }, (_, i) => ({
        at: ago(from - i),
        value: ((from - i) % 97) / 1000,
      })),
    );
  const cpu = { kind: 'host', objectId: ids.host, measure: 'cpuUse' } as const;
  const read = (minutes: number, bucketSeconds: number) =>
    readFigures(ctx, cpu, { from: ago(minutes), to: clock.now(), bucketSeconds });
  return { clock, ctx, ago, store, read };
}

describe('packing', () => {
  it('leaves every chart as it was, and the last hour in rows', async () => {
    const { ctx, store, read } = begin();
    await store(300, 0);
    const steps = [60, 300, 3600];
    const before = await Promise.all(steps.map((step) => read(300, step)));
    expect(before.map((points) => points.length)).toEqual([301, 61, 6]);
    const compare = async () => {
      for (const [i, step] of steps.entries()) expectSame(await read(300, step), before[i] ?? []);
    };
    expect(await packOnce(ctx, database.url)).toEqual({ parts: 3, days: 0 }); // the hours of 4, 5 and 6 o'clock
    await compare();
    expect(await countSamples(database.db)).toEqual({
      open: 121,
      hours: 3,
      openDays: 3,
      days: 0,
      tenDays: 0,
    });
    expect(await packOnce(ctx, database.url)).toEqual({ parts: 0, days: 0 });
    await compare();
  });

  it('neither loses nor doubles samples that are late', async () => {
    const { ctx, ago, store, read } = begin();
    await store(300, 241);
    await packOnce(ctx, database.url);
    await storeSample(database.db, ago(250), 0.5); // it is packed already, with another value
    await storeSample(database.db, new Date(ago(250).getTime() + 30_000), 0.9);
    await packOnce(ctx, database.url);
    const minutes = await read(300, 60);
    expect(minutes.filter(({ count }) => count !== 1)).toMatchObject([
      { at: ago(250).toISOString(), count: 2, least: 0.056, greatest: 0.9 },
    ]);
    expect((await read(300, 3600)).reduce((sum, { count }) => sum + count, 0)).toBe(61);
    expect(await countSamples(database.db)).toMatchObject({ open: 0, hours: 3, openDays: 3 });
  });

  it('is done by one worker at a time', async () => {
    const first = await PackStore.open(database.url);
    expect(first).not.toBeNull();
    expect(await PackStore.open(database.url)).toBeNull();
    await first?.close();
    const second = await PackStore.open(database.url);
    expect(second).not.toBeNull();
    await second?.close();
  });

  it.each(['beginPart', 'readObjects', 'writeChunk', 'finishPart'] as const)(
    'continues after a crash in %s, as if there had been none',
    async (step) => {
      const { ctx, store, read } = begin();
      await store(300, 121);
      const before = await read(300, 300);
      const killed = packOnce(ctx, database.url, (packs) => {
        let calls = 0;
        const work: (...args: never[]) => unknown = packs[step].bind(packs);
        const die = async (...args: never[]) => {
          if (++calls === 3) throw new Error('killed');
          return work(...args);
        };
        Object.assign(packs, { [step]: die });
      });
      await expect(killed).rejects.toThrow('killed');
      expectSame(await read(300, 300), before); // in the middle
      await packOnce(ctx, database.url);
      expectSame(await read(300, 300), before);
      expect((await countSamples(database.db))?.hours).toBe(3);
    },
  );

  it('packs again what was added while it packed', async () => {
    const { ctx, ago, store, read } = begin();
    await store(300, 241);
    await packOnce(ctx, database.url, (packs) => {
      const finish = packs.finishPart.bind(packs);
      packs.finishPart = async (part, rows) => {
        packs.finishPart = finish;
        await storeSample(database.db, new Date(ago(260).getTime() + 1000), 0.7);
        return finish(part, rows);
      };
    });
    await packOnce(ctx, database.url);
    expect((await read(300, 3600)).reduce((sum, { count }) => sum + count, 0)).toBe(61);
    expect((await read(300, 60)).find(({ count }) => count === 2)?.greatest).toBeCloseTo(0.7, 3);
  });

  it('leaves the hours alone in which a simulated cluster backfills its past', async () => {
    const { ctx, ago, store, clock } = begin();
    await store(300, 181);
    const times = { backfilledUntil: ago(290), backfillUntil: clock.now(), createdAt: ago(1000) };
    await database.db.cluster.create({ data: { name: 'past', driver: 'simulator', ...times } });
    expect((await packOnce(ctx, database.url)).parts).toBe(0);
    await database.db.cluster.updateMany({ data: { backfilledUntil: clock.now() } });
    expect((await packOnce(ctx, database.url)).parts).toBe(2);
  });

  it('packs nothing while a new simulated cluster backfills its past, for an hour at most', async () => {
    const { ctx, ago, store, clock } = begin();
    await store(600, 500);
    const times = { backfilledUntil: ago(200), backfillUntil: clock.now(), createdAt: ago(59) };
    await database.db.cluster.create({ data: { name: 'past', driver: 'simulator', ...times } });
    expect(await packOnce(ctx, database.url)).toEqual({ parts: 0, days: 0 });
    await database.db.cluster.updateMany({ data: { createdAt: ago(61) } });
    expect((await packOnce(ctx, database.url)).parts).toBeGreaterThan(0);
  });

  it('removes an empty partition later, and finishes a removal that was cut off', async () => {
    const { ctx, store, ago } = begin();
    await store(300, 241);
    const names = async () => (await listSampleParts(database.db)).map(({ name }) => name);
    await packOnce(ctx, database.url);
    expect(await names()).toContain('host_sample_2026112304');
    await database.db
      .$executeRaw`ALTER TABLE samples.host_sample DETACH PARTITION samples.host_sample_2026112304 CONCURRENTLY`;
    await packOnce(ctx, database.url);
    expect((await names()).filter((name) => name.endsWith('2026112304'))).toEqual([]);
    await storeSample(database.db, ago(295), 0.5); // its hour gets a partition again
    expect(await names()).toContain('host_sample_2026112304');
  });
});

describe('the tiers', () => {
  it('show a window from what there is: hours, then five minutes, then samples', async () => {
    const { ctx, ago, read } = begin();
    const days = Array.from({ length: 21 }, (_, i) => 20 - i);
    for (const day of days) {
      const sample = (minute: number) => ({ at: ago(day * 1440 + minute), value: minute / 10 });
      await storeHostSamples(database.db, [2, 1, 0].map(sample)); // at 8:58, 8:59 and 9:00
    }
    await packOnce(ctx, database.url);
    const counts = await countSamples(database.db);
    expect(counts).toMatchObject({ open: 3, hours: 4, openDays: 0, days: 20, tenDays: 2 });
    const hours = await read(30 * 1440, 3600);
    expect(hours.map(({ at }) => at.slice(0, 13))).toEqual(
      days.flatMap((day) =>
        [60, 0].map((minute) =>
          ago(day * 1440 + minute)
            .toISOString()
            .slice(0, 13),
        ),
      ),
    );
    expectSame(
      hours,
      hours.map((hour, i) =>
        i % 2 === 0
          ? { ...hour, count: 2, mean: 0.15, least: 0.1, greatest: 0.2 }
          : { ...hour, count: 1, mean: 0, least: 0, greatest: 0 },
      ),
    );
    // of the days before the last two only five minutes are kept: they are held over their minutes
    const minutes = await read(4 * 1440, 60);
    const held = new Array(5).fill(0);
    const expected = [...held, ...held.map(() => 0.15), ...held, 0.2, 0.1, 0, 0.2, 0.1, 0, 0.2, 0.1, 0];
    expect(minutes.map(({ mean }) => mean)).toEqual(expected.map((mean) => expect.closeTo(mean, 4)));
  });

  it('know the last spread of a cluster that has been silent for hours', async () => {
    const { ctx, ago } = begin();
    await storeSample(database.db, ago(300), 0.125);
    await packOnce(ctx, database.url);
    const times = { intervalSeconds: 15, backfilledUntil: null, backfillUntil: null, driverConfig: null };
    const [balance] = await readBalance({ ctx, input: { clusters: [{ id: ids.cluster, ...times }] } });
    expect(balance?.spread).toBe(0.125);
  });

  it('answer for many objects as for one', async () => {
    const { ctx, ago, read } = begin();
    const other = {
      cluster: ids.vm.replace(/3$/, '4'),
      host: ids.vm.replace(/3$/, '5'),
      vm: ids.vm.replace(/3$/, '6'),
    };
    for (const minute of [2000, 100]) {
      await storeSample(database.db, ago(minute), 0.25);
      await storeSample(database.db, ago(minute + 1), 0.75, other);
    }
    await packOnce(ctx, database.url);
    expect(await read(DAY_MS / MINUTE_MS, 300)).toMatchObject([{ mean: 0.25, count: 1 }]);
    expect(await read((4 * DAY_MS) / MINUTE_MS, HOUR_MS / 1000)).toMatchObject([
      { mean: 0.25 },
      { mean: 0.25 },
    ]);
  });
});
