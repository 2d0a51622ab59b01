import { describe, expect, it } from 'vitest';
import { backfillPast, PAST_DAYS } from '../../lib/demo/backfill-past.ts';
import { seedDataCentre } from '../../lib/demo/seed-data-centre.ts';
import type { Clock } from '../../lib/model/clock.ts';
import { clockOf } from '../../lib/model/cluster-clock.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { readHostUse } from '../../lib/views/series/read-host-use.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { observeBy } from './support/observe-by.ts';
import { openSimulated } from './support/open-simulated.ts';
import { simulatedHost, simulatedVm, storeSimulatedCluster } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const world = {
  hosts: [simulatedHost('h1'), simulatedHost('h2')],
  vms: [simulatedVm('a', 'h1'), simulatedVm('b', 'h2'), simulatedVm('off', 'h2', { state: 'stopped' })],
};

async function begin() {
  const clock = new TestClock();
  const made = await storeSimulatedCluster(database.db, world, clock.now());
  const driver = made.openDriver(clock);
  const ctx = makeContext(database.db, { clock });
  const collect = () => collectCluster({ ctx, driver, input: { clusterId: made.cluster.id } });
  return { ...made, clock, ctx, collect };
}

describe('collecting', () => {
  it('stores hosts, VMs, their load, and one sample of each', async () => {
    const { cluster, clock, ctx, collect, hostId } = await begin();
    expect(await collect()).toMatchObject({ hostsObserved: 2, hostsSilent: 0, vms: 3 });
    clock.pass(15);
    await collect();
    const host = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    expect(host).toMatchObject({ connection: 'up', cpuCores: 8, memoryMiB: 65_536, overloadedSince: null });
    expect(host.cpuLoad).toBeCloseTo((0.5 * 2) / 8, 1);
    const vms = await ctx.db.vm.findMany({ where: { clusterId: cluster.id }, orderBy: { name: 'asc' } });
    expect(vms.map((vm) => [vm.name, vm.state])).toEqual([
      ['a', 'running'],
      ['b', 'running'],
      ['off', 'stopped'],
    ]);
    expect(vms[2]?.demandCores).toBeNull();
    const from = new Date(clock.now().getTime() - 3_600_000);
    const window = { from, to: clock.now(), bucketSeconds: 15 };
    const use = (await readHostUse({ ctx, input: { hosts: [host], window } })).get(host.id);
    const known = use?.cpuPercent.filter((percent) => percent !== null);
    expect(known).toHaveLength(2);
    expect(known?.[1]).toBeGreaterThan(0);
  });

  it('stores the hosts that have answered while another one hangs, and that one when it answers', async () => {
    const { cluster, clock, ctx, hostId, openDriver } = await begin();
    const driver = openDriver(clock);
    const [hanging, early] = [Promise.withResolvers<void>(), new AbortController()];
    const observeHost = async (id: string) => {
      if (id === hostId('h2')) await hanging.promise;
      const seen = await driver.observeHost(id);
      setImmediate(() => early.abort());
      return seen;
    };
    const collecting = collectCluster({
      ctx,
      driver: observeBy(driver, observeHost),
      input: { clusterId: cluster.id, early: early.signal },
    });
    const read = async (name: string) => ctx.db.host.findUniqueOrThrow({ where: { id: hostId(name) } });
    while ((await read('h1')).lastSampleAt === null);
    const first = clock.now();
    expect(await read('h2')).toMatchObject({ lastSampleAt: null, lastError: null });
    expect(await ctx.db.vm.count({ where: { clusterId: cluster.id, cores: { not: null } } })).toBe(1);
    clock.pass(8);
    hanging.resolve();
    expect(await collecting).toMatchObject({ hostsObserved: 2, hostsSilent: 0, vms: 3 });
    expect((await read('h1')).lastSampleAt).toEqual(first);
    expect((await read('h2')).lastSampleAt).toEqual(clock.now());
    const samples = await ctx.db.$queryRaw`
      SELECT host_id::text AS id, count(*)::int AS count, max(at) AS at FROM samples.host_sample
      WHERE host_id = ANY(${[hostId('h1'), hostId('h2')]}::uuid[]) GROUP BY 1 ORDER BY at`;
    expect(samples).toEqual([
      { id: hostId('h1'), count: 1, at: first },
      { id: hostId('h2'), count: 1, at: clock.now() },
    ]);
    const vms = await ctx.db.vm.findMany({ where: { clusterId: cluster.id }, orderBy: { name: 'asc' } });
    expect(vms.map(({ name, seenAt, missingSince }) => [name, seenAt, missingSince])).toEqual([
      ['a', first, null],
      ['b', clock.now(), null],
      ['off', clock.now(), null],
    ]);
  });

  /** Somebody else moves VM a from h1 to h2 between the readings of the two hosts. */
  it.each([
    ['on both', 'h1', 'h2'],
    ['on neither', 'h2', 'h1'],
  ])(
    'does not count a VM twice, or as missing, if somebody moves it while hosts are read: %s',
    async (_, first, second) => {
      const { cluster, store, clock, ctx, collect, hostId, openDriver } = await begin();
      await collect();
      const driver = openDriver(clock);
      const read = Promise.withResolvers<void>();
      const observeHost = async (id: string) => {
        if (id === hostId(second)) await read.promise;
        const seen = await driver.observeHost(id);
        if (id !== hostId(first)) return seen;
        await store.append(clock.now(), { type: 'place', vm: 'a', hostId: hostId('h2') });
        read.resolve();
        return seen;
      };
      clock.pass(15);
      const input = { clusterId: cluster.id };
      await collectCluster({ ctx, driver: observeBy(driver, observeHost), input });
      const found = () => ctx.db.vm.findFirstOrThrow({ where: { clusterId: cluster.id, name: 'a' } });
      expect(await found()).toMatchObject({ duplicateHostId: null, missingSince: null });
      clock.pass(15);
      await collect();
      expect(await found()).toMatchObject({
        hostId: hostId('h2'),
        duplicateHostId: null,
        missingSince: null,
      });
    },
  );

  it('reports two copies or a missing VM only if the second reading confirms it', async () => {
    const { cluster, store, clock, ctx, collect, hostId, openDriver } = await begin();
    await collect();
    const driver = openDriver(clock);
    const both = [hostId('h1'), hostId('h2')];
    const [copied] = (await driver.observeHost(both[0] ?? '')).vms;
    const observeHost = async (id: string) => {
      const seen = await driver.observeHost(id);
      return id === hostId('h2') && copied ? { ...seen, vms: [...seen.vms, copied] } : seen;
    };
    const locateVm = async () => both.map((id) => ({ hostId: id, state: 'running' as const }));
    const twice = { ...observeBy(driver, observeHost), locateVm };
    await collectCluster({ ctx, driver: twice, input: { clusterId: cluster.id } });
    const found = () => ctx.db.vm.findFirstOrThrow({ where: { clusterId: cluster.id, name: 'a' } });
    expect(await found()).toMatchObject({ hostId: hostId('h1'), duplicateHostId: hostId('h2') });
    await store.append(clock.now(), { type: 'place', vm: 'a', hostId: null });
    await collect();
    expect((await found()).missingSince).toEqual(clock.now());
  });

  it('keeps the data of a host that stops responding, and continues when it responds again', async () => {
    const { cluster, store, clock, ctx, collect, hostId } = await begin();
    await collect();
    clock.pass(15);
    await collect();
    const { cpuLoad } = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    expect(cpuLoad).toBeGreaterThan(0);
    await store.append(clock.now(), { type: 'host-down', hostId: hostId('h1') });
    clock.pass(15);
    expect(await collect()).toMatchObject({ hostsObserved: 1, hostsSilent: 1 });
    const soon = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    expect(soon).toMatchObject({ connection: 'up', lastError: { code: 'host-unreachable' } });
    clock.pass(60);
    await collect();
    const late = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    expect(late).toMatchObject({ connection: 'down', memoryMiB: 65_536, cpuLoad });
    expect(await ctx.db.vm.count({ where: { clusterId: cluster.id } })).toBe(3);
    await store.append(clock.now(), { type: 'host-up', hostId: hostId('h1') });
    clock.pass(15);
    await collect();
    const back = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    expect(back).toMatchObject({ connection: 'up', lastError: null });
  });
});

describe('the simulated data centre', () => {
  it('is stored once, and backfilled up to the present with one host overloaded', async () => {
    const { db } = database;
    await db.cluster.deleteMany();
    const clock = new TestClock();
    const ctx = makeContext(db, { clock });
    expect(await seedDataCentre({ ctx, input: {} })).toBe(true);
    expect(await seedDataCentre({ ctx, input: {} })).toBe(false);
    const [cluster] = await db.cluster.findMany({ include: { hosts: true }, orderBy: { name: 'asc' } });
    if (!cluster) throw new Error('no cluster was stored');
    // only the last three hours: the rest is the same, and takes a minute
    const until = cluster.backfillUntil ?? clock.now();
    const backfilledUntil = new Date(until.getTime() - 3 * 3_600_000);
    await db.cluster.update({ where: { id: cluster.id }, data: { backfilledUntil } });
    clock.pass(130); // which it takes
    await backfillPast({
      ctx,
      driverAt: (at) => openSimulated(db, cluster.id, at),
      input: { clusterId: cluster.id },
      stopping: new AbortController().signal,
    });
    expect(PAST_DAYS).toBe(7);
    const backfilled = await db.cluster.findUniqueOrThrow({ where: { id: cluster.id } });
    expect(until.getTime() - (backfilled.backfilledUntil?.getTime() ?? 0)).toBeLessThan(
      cluster.intervalSeconds * 1000,
    );
    const overloaded = await db.host.findMany({ where: { overloadedSince: { not: null } } });
    expect(overloaded.map((host) => host.name)).toEqual(['kvm-03']);
    const waiting = { where: { clusterId: cluster.id, state: 'suggested' } } as const;
    const first = await db.plan.findFirstOrThrow(waiting);
    expect(first.confirmedAt.getTime()).toBeGreaterThan(clock.now().getTime() - 15_000);

    // the first planning of the present does not replace what a user may be reading
    clock.pass(15);
    const driver = await openSimulated(db, cluster.id, clock);
    const input = { clusterId: cluster.id };
    await collectCluster({ ctx, driver, input });
    expect((await suggestMoves({ ctx, input })).code).toBe('confirmed');
    expect(await db.plan.findMany(waiting)).toMatchObject([{ id: first.id }]);
    await driver.close();
  });

  it('reaches the present if a clock is set back in the meantime', async () => {
    const { cluster, clock, ctx, openDriver } = await begin();
    const backfillUntil = new Date(clock.now().getTime() + 3_600_000);
    const data = { backfilledUntil: clock.now(), backfillUntil };
    await ctx.db.cluster.update({ where: { id: cluster.id }, data });
    const stopping = new AbortController().signal;
    const driverAt = async (at: Clock) => openDriver(at);
    await backfillPast({ ctx, driverAt, input: { clusterId: cluster.id }, stopping });
    const backfilled = await ctx.db.cluster.findUniqueOrThrow({ where: { id: cluster.id } });
    expect(clockOf(backfilled, clock.now()).isPast).toBe(false);
  });
});
