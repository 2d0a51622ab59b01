import { expect, it } from 'vitest';
import { evacuateHost } from '../../../lib/services/orders/evacuate-hosts.ts';
import { automatedCluster, brokenRules } from '../support/automated-cluster.ts';
import { withTestDatabase } from '../support/database.ts';
import { hosts, surge, vms } from './worlds.ts';

const database = withTestDatabase();

it('an office day: surges on two hosts are gone within a quarter of an hour', async () => {
  const from = '2026-11-25T08:00:00Z';
  const policy = { coolDownSeconds: 3600 };
  const world = {
    hosts: hosts(4),
    vms: vms(24, 4, { base: 0.15, daily: 0.25, peakHour: 14 }),
    surges: [surge('h1', from, 60, 90), surge('h3', from, 200, 60)],
  };
  const day = await automatedCluster(database.db, { world, policy, from });
  await day.pass(300);
  const moves = await day.moves();
  expect(moves.length).toBeGreaterThan(0);
  expect(moves.every(({ run }) => run?.requestedBy === 'policy')).toBe(true);
  expect(day.takeLongestOverload()).toBeLessThanOrEqual(15);
  expect(await brokenRules(day, policy)).toEqual([]);
});

it('a batch night: nothing begins in the blackout of the backups, and the overload is gone soon after it', async () => {
  const from = '2026-11-25T21:00:00Z';
  const blackouts = [{ days: [0, 1, 2, 3, 4, 5, 6], from: '22:00', to: '02:00' }];
  const policy = { blackouts };
  const world = {
    hosts: hosts(3),
    vms: vms(18, 3, { base: 0.25 }),
    surges: [surge('h2', from, 90, 300)],
  };
  const day = await automatedCluster(database.db, { world, policy, from });
  await day.pass(300); // until 02:00
  expect(await day.moves()).toEqual([]);
  expect(await day.outcomes()).toContain('blackout');
  day.takeLongestOverload();
  await day.pass(60);
  expect((await day.moves()).length).toBeGreaterThan(0);
  expect(day.takeLongestOverload() - 300 + 90).toBeLessThanOrEqual(20);
  expect(await brokenRules(day, policy)).toEqual([]);
});

it('a VM that is busy every few minutes is not moved back and forth, and with a hold it is not moved for that', async () => {
  const from = '2026-11-25T08:00:00Z';
  const flapping = { burst: { perDay: 48, minutes: 6, level: 0.9 } };
  const world = { hosts: hosts(3), vms: vms(12, 3, { base: 0.55, ...flapping }) };
  const held = { holdSeconds: 1200 };
  const calm = await automatedCluster(database.db, { world, policy: held, from });
  await calm.pass(180);
  expect(await brokenRules(calm, held)).toEqual([]);
  const hasty = await automatedCluster(database.db, { world, policy: {}, from });
  await hasty.pass(180);
  expect(await brokenRules(hasty, {})).toEqual([]);
  expect((await calm.moves()).length).toBeLessThanOrEqual((await hasty.moves()).length);
});

it('maintenance meanwhile: automation waits for the job of the person, and uses no host that is being emptied', async () => {
  const from = '2026-11-25T08:00:00Z';
  const world = {
    hosts: hosts(4),
    vms: vms(24, 4, { base: 0.2 }),
    surges: [surge('h2', from, 20, 120)],
  };
  const day = await automatedCluster(database.db, { world, policy: {}, from });
  await day.pass(120, async (minute) => {
    if (minute === 20) await evacuateHost({ ctx: day.operator, input: { hostId: day.hostId('h1') } });
  });
  const emptied = await day.db.host.findUniqueOrThrow({
    where: { id: day.hostId('h1') },
    include: { vms: true },
  });
  expect(emptied).toMatchObject({ mode: 'maintenance', vms: [] });
  const moves = await day.moves();
  expect(moves.length).toBeGreaterThan(0);
  const after = moves.filter(
    ({ startedAt }) => startedAt && startedAt.getTime() > Date.parse(from) + 20 * 60_000,
  );
  expect(after.some(({ toHostName }) => toHostName === 'h1')).toBe(false);
  expect(await brokenRules(day, {})).toEqual([]);
});

it('a host joins: hosts that nothing could relieve are relieved at once, and the new one is used', async () => {
  const from = '2026-11-25T08:00:00Z';
  const world = { hosts: hosts(4), vms: vms(24, 3, { base: 0.42 }) };
  const day = await automatedCluster(database.db, { world, policy: {}, from });
  const id = day.hostId('h4');
  const { name, uri } = await day.db.host.delete({ where: { id } });
  await day.pass(30);
  expect(await day.moves()).toEqual([]);
  expect(day.takeLongestOverload()).toBeGreaterThanOrEqual(20);
  await day.db.host.create({ data: { id, name, uri, clusterId: day.cluster.id } });
  await day.pass(10);
  day.takeLongestOverload();
  await day.pass(60);
  expect(day.takeLongestOverload()).toBeLessThanOrEqual(15);
  expect(await day.db.evaluation.count({ where: { clusterId: day.cluster.id, cause: 'host-joined' } })).toBe(
    1,
  );
  expect(await day.db.vm.count({ where: { hostId: id } })).toBeGreaterThanOrEqual(3);
  expect(await brokenRules(day, {})).toEqual([]);
});
