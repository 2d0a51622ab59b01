import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { type SimulatedWorld, simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const makeCluster = (world: SimulatedWorld) => makeObservedCluster(database.db, world);

describe('an evacuation', () => {
  const world = {
    hosts: [simulatedHost('h1'), simulatedHost('h2'), simulatedHost('h3')],
    vms: [
      simulatedVm('run-1', 'h1'),
      simulatedVm('run-2', 'h1'),
      simulatedVm('off-1', 'h1', { state: 'stopped' as const }),
      simulatedVm('other', 'h2'),
    ],
  };

  it('empties the host, including stopped VMs, and leaves it in maintenance mode until somebody ends that', async () => {
    const { ctx, hostId, finish, places } = await makeCluster(world);
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    await expect(evacuateHost({ ctx, input: { hostId: hostId('h1') } })).rejects.toMatchObject({
      code: 'host-not-active',
    });
    await expect(leaveMaintenance({ ctx, input: { hostId: hostId('h1') } })).rejects.toMatchObject({
      code: 'host-being-evacuated',
    });
    await finish(present(runId, 'run'));
    expect(Object.values(await places())).not.toContain('h1');
    expect(await ctx.db.run.findUnique({ where: { id: present(runId, 'run') } })).toMatchObject({
      state: 'succeeded',
    });
    expect(await ctx.db.host.findUnique({ where: { id: hostId('h1') } })).toMatchObject({
      mode: 'maintenance',
    });
    await leaveMaintenance({ ctx, input: { hostId: hostId('h1') } });
    expect(await ctx.db.host.findUnique({ where: { id: hostId('h1') } })).toMatchObject({ mode: 'active' });
  });

  it('of an empty host needs no run', async () => {
    const { ctx, hostId, collect } = await makeCluster(world);
    expect(await evacuateHost({ ctx, input: { hostId: hostId('h3') } })).toEqual({ runId: null });
    await collect();
    expect(await ctx.db.host.findUnique({ where: { id: hostId('h3') } })).toMatchObject({
      mode: 'maintenance',
    });
  });

  it('keeps draining the host while a VM cannot leave', async () => {
    const { ctx, hostId, finish, places } = await makeCluster({
      ...world,
      vms: [...world.vms, simulatedVm('gpu-1', 'h1', { localDevices: ['pci-0000:65:00.0'] })],
    });
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    await finish(present(runId, 'run'));
    expect(await ctx.db.run.findUnique({ where: { id: present(runId, 'run') } })).toMatchObject({
      state: 'partly',
    });
    expect(await ctx.db.host.findUnique({ where: { id: hostId('h1') } })).toMatchObject({ mode: 'draining' });
    const left = Object.entries(await places()).filter(([, on]) => on === 'h1');
    expect(left).toEqual([['gpu-1', 'h1']]);
  });

  it('that is cancelled stops its copies, does not move VMs back, and returns the host to service', async () => {
    const { ctx, driver, clock, hostId, finish } = await makeCluster({
      ...world,
      vms: ['a', 'b', 'c', 'd'].map((name) => simulatedVm(`vm-${name}`, 'h1', { memoryMiB: 12_288 })),
    });
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    const id = present(runId, 'run');
    for (let i = 0; i < 6; i++) {
      await advanceRun({ ctx, driver, input: { runId: id } });
      clock.pass(0.5);
    }
    await cancelRun({ ctx, input: { runId: id } });
    await expect(cancelRun({ ctx, input: { runId: id } })).rejects.toMatchObject({ code: 'run-not-active' });
    await finish(id);
    const run = await ctx.db.run.findUniqueOrThrow({ where: { id }, include: { moves: true } });
    expect(run.state).toBe('cancelled');
    expect(run.moves.filter((move) => move.state === 'cancelled').length).toBeGreaterThan(0);
    expect(run.moves.every((move) => ['done', 'cancelled'].includes(move.state))).toBe(true);
    expect(await ctx.db.host.findUnique({ where: { id: hostId('h1') } })).toMatchObject({ mode: 'active' });
  });

  it('never has more moves at a host than the policy allows', async () => {
    const { ctx, driver, clock, hostId } = await makeCluster({
      ...world,
      vms: ['a', 'b', 'c', 'd', 'e'].map((name) => simulatedVm(`vm-${name}`, 'h1')),
    });
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    let most = 0;
    for (let tick = 0; tick < 400; tick++) {
      if (await advanceRun({ ctx, driver, input: { runId: present(runId, 'run') } })) break;
      const active = await ctx.db.move.count({
        where: { runId, state: { in: ['checking', 'migrating', 'verifying'] } },
      });
      most = Math.max(most, active);
      clock.pass(0.5);
    }
    expect(most).toBe(2);
  });
});

describe('a requested migration', () => {
  const world = {
    hosts: [simulatedHost('h1'), simulatedHost('h2', { memoryMiB: 8192 })],
    vms: [simulatedVm('a', 'h1'), simulatedVm('b', 'h1', { memoryMiB: 7000 })],
  };

  it('is refused with the reason if it does not fit', async () => {
    const { ctx, vmId, hostId, collect, clock } = await makeCluster(world);
    const order = { vmId: await vmId('b'), toHostId: hostId('h2') };
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    expect(runId).not.toBe('');
    await ctx.db.vm.updateMany({
      where: {
        name: 'a',
        clusterId: (await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h2') } })).clusterId,
      },
      data: { hostId: hostId('h2') },
    });
    await expect(migrateVm({ ctx, input: order })).rejects.toMatchObject({
      code: 'migration-refused',
      facts: { reason: 'no-memory' },
    });
    clock.pass(1);
    await collect();
  });

  it('is skipped if the destination has filled up between plan and move', async () => {
    const { ctx, vmId, hostId, finish } = await makeCluster(world);
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('b'), toHostId: hostId('h2') } });
    await ctx.db.vm.update({ where: { id: await vmId('a') }, data: { hostId: hostId('h2') } });
    await finish(runId);
    const [move] = await ctx.db.move.findMany({ where: { runId } });
    expect(move).toMatchObject({ state: 'skipped', code: 'no-memory' });
  });

  it('is skipped if the VM does not exist any more', async () => {
    const { ctx, vmId, hostId, finish } = await makeCluster(world);
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    await ctx.db.vm.delete({ where: { id: await vmId('a') } });
    await finish(runId);
    expect(await ctx.db.move.findFirst({ where: { runId } })).toMatchObject({
      state: 'skipped',
      code: 'vm-gone',
    });
  });

  it('does not move a VM of which two hosts run a copy', async () => {
    const { ctx, vmId, hostId, finish } = await makeCluster(world);
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    await ctx.db.vm.update({ where: { id: await vmId('a') }, data: { duplicateHostId: hostId('h2') } });
    await expect(
      migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } }),
    ).rejects.toMatchObject({ code: 'two-copies' });
    await finish(runId);
    expect(await ctx.db.move.findFirst({ where: { runId } })).toMatchObject({
      state: 'skipped',
      code: 'two-copies',
    });
  });

  it('that a worker left in checking is adopted if the hypervisor has the order, and begun if not', async () => {
    const { ctx, driver, vmId, hostId, finish, places } = await makeCluster(world);
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    await ctx.db.move.updateMany({ where: { runId }, data: { state: 'checking' } });
    await advanceRun({ ctx, driver, input: { runId } });
    const begun = await ctx.db.move.findFirstOrThrow({ where: { runId } });
    expect(begun.state).toBe('migrating');
    // as if that worker had died after the hypervisor accepted the order, and before the worker stored it
    await ctx.db.move.updateMany({ where: { runId }, data: { state: 'checking' } });
    await finish(runId);
    expect((await places()).a).toBe('h2');
    expect(
      await ctx.db.simulatorCommand.count({ where: { body: { path: ['moveId'], equals: begun.id } } }),
    ).toBe(1);
  });

  it('fails with the code of the source if the destination is lost midway, and the VM stays', async () => {
    const made = await makeCluster(world);
    const { ctx, driver, clock, store, vmId, hostId, finish, places } = made;
    await sayPolicy(ctx.db, made.cluster.id, { maxTries: 1 });
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    for (let i = 0; i < 4; i++) {
      await advanceRun({ ctx, driver, input: { runId } });
      clock.pass(0.5);
    }
    await store.append(clock.now(), { type: 'host-down', hostId: hostId('h2') });
    await finish(runId);
    expect(await ctx.db.move.findFirst({ where: { runId } })).toMatchObject({
      state: 'failed',
      code: 'destination-lost',
    });
    expect((await places()).a).toBe('h1');
  });

  it('is unknown while the source does not respond, locks its VM, and ends according to the later observation', async () => {
    const { ctx, driver, clock, store, vmId, hostId, finish } = await makeCluster(world);
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    for (let i = 0; i < 4; i++) {
      await advanceRun({ ctx, driver, input: { runId } });
      clock.pass(0.5);
    }
    await store.append(clock.now(), { type: 'host-down', hostId: hostId('h1') });
    clock.pass(1);
    await advanceRun({ ctx, driver, input: { runId } });
    const unknown = await ctx.db.move.findFirstOrThrow({ where: { runId } });
    expect(unknown).toMatchObject({ state: 'unknown', code: 'host-unreachable' });
    for (let i = 0; i < 20; i++) {
      clock.pass(5);
      expect(await advanceRun({ ctx, driver, input: { runId } })).toBe(false);
    }
    await store.append(clock.now(), { type: 'host-up', hostId: hostId('h1') });
    clock.pass(1);
    await finish(runId);
    const ended = await ctx.db.move.findFirstOrThrow({ where: { runId } });
    expect(['done', 'failed']).toContain(ended.state);
    expect(ended.seen).not.toBeNull();
  });

  it('is continued by another worker from the stored rows alone', async () => {
    const { ctx, driver, clock, openDriver, vmId, hostId, finish, places } = await makeCluster(world);
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    await advanceRun({ ctx, driver, input: { runId } });
    clock.pass(1);
    await finish(runId, openDriver(clock));
    expect(await ctx.db.move.findFirst({ where: { runId } })).toMatchObject({ state: 'done' });
    expect((await places()).a).toBe('h2');
  });
});

describe('the database', () => {
  it('refuses a second active move of the same VM', async () => {
    const { ctx, driver, vmId, hostId } = await makeCluster({
      hosts: [simulatedHost('h1'), simulatedHost('h2')],
      vms: [simulatedVm('a', 'h1')],
    });
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    const other = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    await advanceRun({ ctx, driver, input: { runId } });
    await advanceRun({ ctx, driver, input: { runId: other.runId } });
    expect(await ctx.db.move.findFirst({ where: { runId } })).toMatchObject({ state: 'migrating' });
    expect(await ctx.db.move.findFirst({ where: { runId: other.runId } })).toMatchObject({
      state: 'pending',
    });
    await expect(
      ctx.db.move.updateMany({ where: { runId: other.runId }, data: { state: 'checking' } }),
    ).rejects.toMatchObject({ code: 'P2002' });
  });
});
