import { describe, expect, it } from 'vitest';
import { automatedCluster, brokenRules } from '../support/automated-cluster.ts';
import { withTestDatabase } from '../support/database.ts';
import { withStuckSensors } from '../support/stuck-sensors.ts';
import { hosts, surge, vms } from './worlds.ts';

const database = withTestDatabase();
const from = '2026-11-25T08:00:00Z';
const world = { hosts: hosts(4), vms: vms(24, 4, { base: 0.2 }), surges: [surge('h1', from, 30, 300)] };

describe('automation waits, and resumes by itself', () => {
  it('while a host does not answer', async () => {
    const day = await automatedCluster(database.db, { world, policy: {}, from });
    await day.pass(20);
    const before = (await day.moves()).length;
    await day.command({ type: 'daemon-down', hostId: day.hostId('h4') });
    await day.pass(60);
    expect((await day.moves()).slice(before)).toEqual([]);
    expect(await day.outcomes()).toContain('host-unknown');
    await day.command({ type: 'daemon-up', hostId: day.hostId('h4') });
    await day.pass(30);
    expect((await day.moves()).length).toBeGreaterThan(before);
    expect(await brokenRules(day, {})).toEqual([]);
  });

  it('while the counters of a host are stuck', async () => {
    const day = await automatedCluster(database.db, { world, policy: {}, from });
    await day.pass(20);
    const before = (await day.moves()).length;
    let stuckId: string | null = day.hostId('h4');
    day.replaceDriver((driver) => withStuckSensors(driver, (hostId) => hostId === stuckId));
    await day.pass(60);
    expect((await day.moves()).slice(before)).toEqual([]);
    expect((await day.outcomes()).at(-1)).toBe('host-unknown');
    stuckId = null;
    await day.pass(30);
    expect((await day.moves()).length).toBeGreaterThan(before);
  });
});

it('new, empty hosts in a big cluster are used', async () => {
  const big = { hosts: hosts(15), vms: vms(96, 12, { base: 0.35 }, { memoryMiB: 1024 }) };
  const day = await automatedCluster(database.db, { world: big, policy: {}, from });
  const added = ['h13', 'h14', 'h15'];
  await day.pass(120);
  const used = await day.db.vm.groupBy({
    by: ['hostId'],
    where: { clusterId: day.cluster.id },
    _count: true,
  });
  for (const name of added)
    expect(used.find(({ hostId }) => hostId === day.hostId(name))?._count ?? 0).toBeGreaterThan(2);
  expect(await brokenRules(day, {})).toEqual([]);
});
