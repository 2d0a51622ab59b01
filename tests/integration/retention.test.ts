import { expect, it } from 'vitest';
import { recordEvents } from '../../lib/db/events.ts';
import { listMeasuredDays } from '../../lib/db/sample-partitions.ts';
import { dropOld } from '../../lib/services/retention/drop-old.ts';
import { defaultKeep } from '../../lib/services/retention/keep-samples.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { countSamples, DAY_MS, packOnce, storeHostSamples } from './support/stored-samples.ts';

const database = withTestDatabase();
const input = { auditDays: 400, keep: defaultKeep };
const DAYS = 34;

it('drops each tier when it expires, and nothing of it while the clock is ahead by a week or two years', async () => {
  const { db } = database;
  const clock = new TestClock();
  const ctx = makeContext(db, { clock });
  const cluster = await db.cluster.create({ data: { name: 'prod', driver: 'libvirt' } });
  for (let ago = DAYS; ago >= 0; ago--) {
    const at = new Date(clock.now().getTime() - ago * DAY_MS);
    await storeHostSamples(db, [{ at, value: 0.5 }]);
  }
  await packOnce(ctx, database.url);
  expect(await listMeasuredDays(db)).toHaveLength(DAYS + 1);
  const entry = {
    action: 'host.evacuate',
    at: clock.now(),
    actorKind: 'system',
    actorName: 'test',
    target: 'h1',
  } as const;
  await db.auditEntry.create({ data: entry });
  const event = { topic: 'cluster', code: 'added', clusterId: cluster.id, subject: {}, facts: {} } as const;
  for (const ago of [20, 1]) await recordEvents(db, new Date(clock.now().getTime() - ago * DAY_MS), [event]);
  for (const ago of [33, 20]) {
    const at = new Date(clock.now().getTime() - ago * DAY_MS);
    const row = {
      clusterId: cluster.id,
      at,
      until: at,
      cause: 'schedule',
      code: 'balanced',
      facts: {},
      seen: {},
    };
    await db.evaluation.create({ data: row });
  }
  for (const ahead of [7, 730]) {
    clock.pass((ahead * DAY_MS) / 1000);
    await dropOld({ ctx, input });
    const counts = await countSamples(db);
    // samples of two days, five minutes of thirty, hours of every period that is closed
    expect(counts).toMatchObject({ open: 1, hours: 2, openDays: 0, days: 30, tenDays: 4 });
    expect(await db.auditEntry.count()).toBe(1);
    expect(await db.event.count()).toBe(1); // that of yesterday
    expect(await db.evaluation.count()).toBe(1); // of the last thirty days
    clock.pass((-ahead * DAY_MS) / 1000);
  }
  expect((await dropOld({ ctx, input })).partitions).toEqual([]);
});
