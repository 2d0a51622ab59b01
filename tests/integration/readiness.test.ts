import { describe, expect, it } from 'vitest';
import { DriverError } from '../../lib/model/errors.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { advanceTest } from '../../lib/services/readiness/advance-test.ts';
import { checkReadiness } from '../../lib/services/readiness/check-readiness.ts';
import { inspectReadiness } from '../../lib/services/readiness/inspect-readiness.ts';
import { testMigration } from '../../lib/services/readiness/test-migration.ts';
import { readReadinessNotice } from '../../lib/views/readiness/read-notice.ts';
import { readReadiness } from '../../lib/views/readiness/read-readiness.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const GUEST = '0a206df0-0bf4-4509-b4b1-95d5af16636a';

/** Three hosts, the third without the network of the VM `erp`; and a guest that is on no host yet. */
async function makeCluster() {
  const lan = { networks: ['lan', 'dmz'] };
  const made = await makeObservedCluster(database.db, {
    hosts: [
      simulatedHost('h1', lan),
      simulatedHost('h2', lan),
      simulatedHost('h3', { networks: ['lan'], cpuModel: 'Skylake-Server' }),
    ],
    vms: [
      simulatedVm('erp', 'h1', { networks: ['dmz'] }),
      simulatedVm('web', 'h1', { memoryMiB: 1024, networks: ['lan'] }),
      simulatedVm('guest', 'h1', { uuid: GUEST, isAway: true, memoryMiB: 64 }),
    ],
  });
  const { ctx, cluster, driver, store, clock, finish, collect, hostId } = made;
  const worker = { ...ctx, actor: { kind: 'system', name: 'worker' } as const };
  const input = { clusterId: cluster.id };
  const page = () => readReadiness({ ctx, input });
  const check = async (by: HypervisorDriver = driver) => {
    await checkReadiness({ ctx, input });
    await inspectReadiness({ ctx: worker, driver: by, input });
    return page();
  };
  const place = (host: string | null) =>
    store.append(clock.now(), { type: 'place', vm: GUEST, hostId: host });
  /** The simulated hypervisors start no guest: here the world has one that comes and goes. */
  const withGuests: HypervisorDriver = {
    ...driver,
    startTestGuest: async (_, from) => void (await place(from)),
    removeTestGuest: async () => void (await place(null)),
  };
  /** Steps of the test, and the runs that it has ordered, until it has ended. */
  const carryOn = async (by: HypervisorDriver = withGuests) => {
    for (let steps = 0; steps < 12; steps++) {
      if (!(await advanceTest({ ctx: worker, driver: by, input }))) return (await page()).test;
      await collect();
      const open = await database.db.run.findFirst({
        where: { clusterId: cluster.id, finishedAt: null, cancelRequestedAt: null },
      });
      if (open) await finish(open.id).catch(() => undefined);
    }
    throw new Error('the test did not end');
  };
  const test = async (vmName: string, to: string) =>
    testMigration({
      ctx,
      input: { ...input, vmId: await made.vmId(vmName), fromHostId: null, toHostId: hostId(to) },
    });
  return { ...made, input, page, check, carryOn, test, withGuests, worker };
}

const codes = (page: Awaited<ReturnType<typeof readReadiness>>) =>
  page.report?.findings.map(({ code }) => code) ?? [];

describe('a check of the readiness', () => {
  it('is asked for by a person, made by a worker, and stored with its findings', async () => {
    const { ctx, input, page, check } = await makeCluster();
    expect(await page()).toMatchObject({ check: 'never', report: null, test: null });
    await checkReadiness({ ctx, input });
    expect(await page()).toMatchObject({ check: 'asked', report: null });
    const checked = await check();
    expect(checked).toMatchObject({ check: 'done', failure: null, report: { hosts: 3, vms: 2 } });
    expect(checked.report?.findings).toEqual(
      expect.arrayContaining([
        {
          code: 'vm-network-missing',
          grade: 'risk',
          facts: { vm: 'erp', source: 'h1', hosts: 'h3', detail: 'dmz' },
        },
        {
          code: 'cpu-models-differ',
          grade: 'risk',
          facts: { groups: 'EPYC-Milan: h1, h2; Skylake-Server: h3', common: 'unknown' },
        },
      ]),
    );
    expect(codes(checked)).toEqual(expect.arrayContaining(['memory-port-untested', 'speed-not-measured']));
  });

  it('finds hosts and connections that are lost, and keeps the last report if no host answers', async () => {
    const { check, store, clock, hostId } = await makeCluster();
    await store.append(clock.now(), { type: 'link-cut', hostId: hostId('h1'), toHostId: hostId('h2') });
    await store.append(clock.now(), { type: 'host-down', hostId: hostId('h3') });
    const found = (await check()).report?.findings.filter(({ grade }) => grade === 'stops');
    expect(found).toMatchObject([
      { code: 'host-not-reached', facts: { host: 'h3', code: 'host-unreachable' } },
      { code: 'pair-not-reached', facts: { source: 'h1', code: 'destination-unreachable' } },
      { code: 'pair-not-reached', facts: { source: 'h2', code: 'destination-unreachable' } },
    ]);
    for (const host of ['h1', 'h2'])
      await store.append(clock.now(), { type: 'host-down', hostId: hostId(host) });
    const failed = await check();
    expect(failed).toMatchObject({ check: 'done', failure: { code: 'host-unreachable' } });
    expect(failed.report?.findings).toEqual(expect.arrayContaining(found ?? []));
  });

  it('may be asked for by those who may migrate VMs, in clusters that exist', async () => {
    const { ctx, input } = await makeCluster();
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(checkReadiness({ ctx: viewer, input })).rejects.toMatchObject({ code: 'not-allowed' });
    const nowhere = { clusterId: GUEST };
    await expect(checkReadiness({ ctx, input: nowhere })).rejects.toMatchObject({
      code: 'cluster-not-found',
    });
    await expect(readReadiness({ ctx, input: nowhere })).rejects.toMatchObject({ code: 'cluster-not-found' });
  });
});

describe('a test migration', () => {
  it('moves a VM to another host and back, by two jobs, and the next report knows the connections', async () => {
    const { test, carryOn, places, check, ctx } = await makeCluster();
    await test('web', 'h2');
    const ended = await carryOn();
    expect(ended).toMatchObject({ state: 'succeeded', vm: 'web', from: 'h1', to: 'h2', by: ctx.actor.name });
    expect(ended?.jobs).toHaveLength(2);
    expect(await places()).toMatchObject({ web: 'h1' });
    const findings = (await check()).report?.findings ?? [];
    const untested = findings.find(({ code }) => code === 'memory-port-untested');
    expect(untested?.facts.count).toBe(4);
    expect(findings.some(({ code }) => code === 'speed-good')).toBe(true);
    const runs = await database.db.run.findMany({ orderBy: { number: 'desc' }, take: 2 });
    expect(runs.map(({ kind, requestedBy }) => [kind, requestedBy])).toEqual([
      ['undo', ctx.actor.name],
      ['migrate', ctx.actor.name],
    ]);
  });

  it('says why its order was refused', async () => {
    const { test, carryOn, places } = await makeCluster();
    await test('erp', 'h3');
    expect(await carryOn()).toMatchObject({
      state: 'failed',
      code: 'migration-refused',
      facts: { reason: 'network-missing' },
      jobs: [],
    });
    expect(await places()).toMatchObject({ erp: 'h1' });
  });

  it('does not wait until a connection is tried again, and the next report says that memory does not get through', async () => {
    const { test, carryOn, places, check, store, clock, hostId } = await makeCluster();
    await store.append(clock.now(), {
      type: 'refuse',
      hostId: hostId('h2'),
      when: 'order',
      code: 'destination-unreachable',
    });
    await test('web', 'h2');
    expect(await carryOn()).toMatchObject({
      state: 'failed',
      code: 'destination-unreachable',
      staysOn: null,
    });
    expect(await places()).toMatchObject({ web: 'h1' });
    expect((await check()).report?.findings[0]).toMatchObject({
      code: 'memory-port-closed',
      grade: 'stops',
      facts: { source: 'h1', destination: 'h2' },
    });
    await store.append(clock.now(), { type: 'accept', hostId: hostId('h2') });
    await test('web', 'h2');
    expect(await carryOn()).toMatchObject({ state: 'succeeded' });
    expect(codes(await check())).not.toContain('memory-port-closed');
  });

  it('tells where a VM stays that cannot move back', async () => {
    const { test, carryOn, store, clock, hostId } = await makeCluster();
    await store.append(clock.now(), {
      type: 'refuse',
      hostId: hostId('h1'),
      when: 'order',
      code: 'destination-unreachable',
    });
    await test('web', 'h2');
    expect(await carryOn()).toMatchObject({ state: 'failed', staysOn: 'h2' });
  });

  it('removes a guest of its own, also after it has failed or a worker has died', async () => {
    const { input, carryOn, driver, withGuests, worker, places, hostId } = await makeCluster();
    const begin = () =>
      database.db.testMigration.create({
        data: {
          id: GUEST,
          clusterId: input.clusterId,
          vmName: '-',
          isGuest: true,
          fromHostId: hostId('h1'),
          fromHostName: 'h1',
          toHostId: hostId('h2'),
          toHostName: 'h2',
          state: 'asked',
          requestedBy: 'ada',
          createdAt: worker.clock.now(),
        },
      });
    await begin();
    const dying: HypervisorDriver = {
      ...withGuests,
      startTestGuest: async (...asked) => {
        await withGuests.startTestGuest(...asked);
        throw new Error('the worker has died');
      },
    };
    await expect(advanceTest({ ctx: worker, driver: dying, input })).rejects.toThrow('has died');
    expect(await carryOn()).toMatchObject({
      state: 'succeeded',
      vm: expect.stringContaining('ballast-test-'),
    });
    const gone = () =>
      database.db.vm.findFirst({ where: { clusterId: input.clusterId, uuid: GUEST, missingSince: null } });
    expect(await gone()).toBeNull();
    await database.db.testMigration.delete({ where: { id: GUEST } });

    await begin();
    const silent = async (): Promise<never> => {
      throw new DriverError('host-unreachable', 'h2 does not answer', { host: 'h2' });
    };
    const failing: HypervisorDriver = { ...driver, startTestGuest: silent, removeTestGuest: silent };
    for (let steps = 0; steps < 3; steps++) await advanceTest({ ctx: worker, driver: failing, input });
    const open = await database.db.testMigration.findFirstOrThrow({ where: { id: GUEST } });
    expect(open).toMatchObject({ state: 'removing', code: 'host-unreachable', finishedAt: null });
    expect(await carryOn()).toMatchObject({
      state: 'failed',
      code: 'host-unreachable',
      facts: { host: 'h2' },
    });
    expect(await places()).toMatchObject({ web: 'h1', erp: 'h1' });
  });

  it('is refused where it makes no sense, and while another one has not ended', async () => {
    const { ctx, input, test, hostId, vmId, store, clock } = await makeCluster();
    const guest = { ...input, vmId: null, fromHostId: hostId('h1'), toHostId: hostId('h2') };
    await expect(testMigration({ ctx, input: guest })).rejects.toMatchObject({ code: 'test-no-guest' });
    await expect(test('web', 'h1')).rejects.toMatchObject({ code: 'test-same-host' });
    const gone = { ...guest, vmId: GUEST };
    await expect(testMigration({ ctx, input: gone })).rejects.toMatchObject({ code: 'vm-not-found' });
    const elsewhere = { ...guest, vmId: await vmId('web'), toHostId: GUEST };
    await expect(testMigration({ ctx, input: elsewhere })).rejects.toMatchObject({ code: 'host-not-found' });
    await test('web', 'h2');
    await expect(test('erp', 'h2')).rejects.toMatchObject({ code: 'test-running' });
    await store.append(clock.now(), { type: 'host-up', hostId: hostId('h1') });
  });
});

describe('before the first migration of a cluster', () => {
  it('people read that nobody has checked it, or what stops it, and afterwards nothing', async () => {
    const { ctx, input, check, store, clock, hostId, vmId, finish } = await makeCluster();
    const notice = () => readReadinessNotice(ctx, input.clusterId);
    expect(await notice()).toEqual({ ...input, kind: 'never' });
    await store.append(clock.now(), { type: 'host-down', hostId: hostId('h3') });
    await check();
    expect(await notice()).toMatchObject({ kind: 'stops', count: 1, first: { code: 'host-not-reached' } });
    await store.append(clock.now(), { type: 'host-up', hostId: hostId('h3') });
    await check();
    expect(await notice()).toBeNull();
    await database.db.readiness.deleteMany();
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('web'), toHostId: hostId('h2') } });
    await finish(runId);
    expect(await notice()).toBeNull();
  });
});
