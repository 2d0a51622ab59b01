import { beforeAll, expect, test } from 'vitest';
import { connectDatabase } from '../../lib/db/client.ts';
import { readHealth } from '../../lib/views/health/read-health.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const now = new Date('2026-11-23T12:00:00Z');
const clock = { now: () => now };
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const ask = (withNames = false) =>
  readHealth({ ctx: { db: database.db, clock }, input: { withNames, isDiskFull: false } });

// the first query of a pool takes longer
beforeAll(async () => void (await database.db.cluster.count()));

test('without a worker, the status is unavailable', async () => {
  expect(await ask()).toEqual({
    status: 'unavailable',
    database: { state: 'up', audit: 'unprotected' }, // the tests' own role owns the tables
    disk: { state: 'ok' },
    worker: { state: 'down', lastSeenAt: null },
    drivers: [],
  });
});

test('a backfill in progress is not a fault, although its samples are later than the stored progress', async () => {
  const { id } = await database.db.cluster.create({
    data: {
      name: 'past',
      driver: 'simulator',
      backfillUntil: before(60),
      backfilledUntil: before(7200),
      hosts: {
        create: { name: 'h1', uri: 'simulator:h1', connection: 'up', lastSampleAt: before(5400) },
      },
    },
  });
  expect((await ask()).drivers).toMatchObject([{ ok: true, hosts: { up: 1 }, oldFigures: 0 }]);
  await database.db.cluster.update({ where: { id }, data: { backfilledUntil: before(60) } });
  expect((await ask()).drivers).toMatchObject([{ ok: false, hosts: { unknown: 1 }, oldFigures: 1 }]);
  await database.db.cluster.delete({ where: { id } });
});

test('a worker that has sent no heartbeat for half a minute is down', async () => {
  const worker = { id: 'w1', startedAt: before(600), seenAt: before(30) };
  await database.db.workerHeartbeat.create({ data: worker });
  expect(await ask()).toMatchObject({ status: 'unavailable', worker: { state: 'down' } });
  await database.db.workerHeartbeat.update({ where: { id: 'w1' }, data: { seenAt: before(2) } });
  expect(await ask()).toMatchObject({
    status: 'ok',
    worker: { state: 'up', lastSeenAt: '2026-11-23T11:59:58.000Z' },
  });
});

test('a dead worker with a heartbeat in the future does not hide a running worker, and does not count as up', async () => {
  await database.db.workerHeartbeat.create({
    data: { id: 'dead', startedAt: before(600), seenAt: before(-7 * 86_400) },
  });
  const up = { state: 'up', lastSeenAt: '2026-11-23T11:59:58.000Z' };
  expect(await ask()).toMatchObject({ worker: up });
  await database.db.workerHeartbeat.update({ where: { id: 'w1' }, data: { seenAt: before(600) } });
  expect(await ask()).toMatchObject({ worker: { state: 'down' } });
  await database.db.workerHeartbeat.delete({ where: { id: 'dead' } });
  await database.db.workerHeartbeat.update({ where: { id: 'w1' }, data: { seenAt: before(2) } });
});

test('with a full disk, the status is unavailable, even if everything else works', async () => {
  const ctx = { db: database.db, clock };
  const input = { withNames: false, isDiskFull: true };
  expect(await readHealth({ ctx, input })).toMatchObject({
    status: 'unavailable',
    database: { state: 'up' },
    disk: { state: 'full' },
    worker: { state: 'up' },
  });
});

test('a host without response degrades the status, except in maintenance mode; only signed-in users get names', async () => {
  const cluster = await database.db.cluster.create({
    data: {
      name: 'kvm-east',
      driver: 'libvirt',
      intervalSeconds: 15,
      hosts: {
        create: [
          { name: 'kvm-01', uri: 'a', connection: 'up', lastSampleAt: before(10) },
          { name: 'kvm-02', uri: 'b', connection: 'down', lastSampleAt: before(900), mode: 'maintenance' },
        ],
      },
    },
  });
  const well = { driver: 'libvirt', ok: true, hosts: { up: 1, down: 1, unknown: 0 } };
  expect(await ask()).toMatchObject({ status: 'ok', drivers: [{ ...well, cluster: null }] });
  expect(await ask(true)).toMatchObject({ status: 'ok', drivers: [{ ...well, cluster: 'kvm-east' }] });
  await database.db.host.create({
    data: { clusterId: cluster.id, name: 'kvm-03', uri: 'c', connection: 'up', lastSampleAt: before(46) },
  });
  expect(await ask()).toMatchObject({
    status: 'degraded',
    drivers: [{ ok: false, oldFigures: 1, hosts: { up: 1, down: 1, unknown: 1 } }],
  });
});

test('outdated figures are reported, also for hosts in maintenance mode and after a clock was ahead', async () => {
  const { db } = database;
  await db.host.deleteMany({ where: { name: { not: 'kvm-01' } } });
  const see = (lastSampleAt: Date) =>
    db.host.updateMany({ data: { connection: 'up', mode: 'maintenance', lastSampleAt } });
  await see(before(46));
  expect(await ask()).toMatchObject({ status: 'degraded', drivers: [{ ok: false, oldFigures: 1 }] });
  await see(before(-3600));
  expect(await ask()).toMatchObject({ status: 'degraded', drivers: [{ ok: false, oldFigures: 1 }] });
  await see(before(44));
  expect(await ask()).toMatchObject({ status: 'ok', drivers: [{ ok: true, oldFigures: 0 }] });
  await db.host.updateMany({ data: { connection: 'down', lastSampleAt: before(86_400) } }); // disabled
  expect(await ask()).toMatchObject({ status: 'ok', drivers: [{ ok: true, oldFigures: 0 }] });
});

test('a database that does not respond is reported as a status', async () => {
  const nowhere = connectDatabase('postgresql://nobody:x@127.0.0.1:1/none');
  const health = await readHealth({
    ctx: { db: nowhere, clock },
    input: { withNames: true, isDiskFull: true },
  });
  expect(health).toEqual({
    status: 'unavailable',
    database: { state: 'down', audit: 'unknown' },
    disk: { state: 'full' },
    worker: { state: 'unknown', lastSeenAt: null },
    drivers: [],
  });
  await nowhere.$disconnect();
});
