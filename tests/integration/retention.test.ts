import { expect, it } from 'vitest';
import { recordEvents } from '../../lib/db/events.ts';
import { ensurePartitions, insertSamples, listMeasuredDays } from '../../lib/db/samples.ts';
import { dropOld } from '../../lib/services/retention/drop-old.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { simulatedHost, storeSimulatedCluster } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const DAY_MS = 86_400_000;
const input = { auditDays: 400 };

it('drops the days that are older than fourteen, and none of those while the clock is ahead by a week or two years', async () => {
  const { db } = database;
  const clock = new TestClock();
  const ctx = makeContext(db, { clock });
  const world = { hosts: [simulatedHost('h1')], vms: [] };
  const { cluster, hostId } = await storeSimulatedCluster(db, world, clock.now());
  const first = new Date(clock.now().getTime() - 20 * DAY_MS);
  await ensurePartitions(db, first, new Date(clock.now().getTime() + DAY_MS));
  const sample = { hostId: hostId('h1'), cpuUse: 0.5, memoryUsedMiB: 1, cpuLoad: 0.5, memoryLoad: 0.5 };
  for (let ago = 20; ago >= 0; ago--) {
    const at = new Date(clock.now().getTime() - ago * DAY_MS);
    await insertSamples(db, at, { hosts: [sample], vms: [], cluster: null });
  }
  expect(await listMeasuredDays(db)).toHaveLength(21);
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
  for (const ahead of [7, 730]) {
    clock.pass((ahead * DAY_MS) / 1000);
    await dropOld({ ctx, input });
    expect(await listMeasuredDays(db)).toHaveLength(15); // those of the last fourteen days and today
    expect(await db.auditEntry.count()).toBe(1);
    expect(await db.event.count()).toBe(1); // that of yesterday
    clock.pass((-ahead * DAY_MS) / 1000);
  }
  expect((await dropOld({ ctx, input })).partitions).toEqual([]);
});
