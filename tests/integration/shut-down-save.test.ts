import { describe, expect, it } from 'vitest';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { moveBackCancelled } from '../../lib/services/orders/move-back-cancelled.ts';
import { advanceRuns } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { readReturn } from '../../lib/views/host/read-return.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const gpu = { localDevices: ['pci 0000:65:00.0'] };
const tied = (...blocks: ('live' | 'quick' | 'offline')[]) => ({
  ties: [{ kind: 'snapshots' as const, name: 'before-upgrade', blocks }],
});

async function makeCluster(vms: ReturnType<typeof simulatedVm>[]) {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2'].map((name) => simulatedHost(name)),
    vms,
  });
  const hostIds = [made.hostId('h1')];
  const h1 = () => database.db.host.findUniqueOrThrow({ where: { id: made.hostId('h1') } });
  const vm = async (name: string) =>
    database.db.vm.findUniqueOrThrow({ where: { id: await made.vmId(name) }, include: { host: true } });
  const steps = async (runId: string) =>
    (await readJob({ ctx: made.ctx, input: { runId } })).steps.map(
      ({ vm: name, host, order, state, cause }) => [name, host, order, state, cause?.code ?? null],
    );
  const evacuate = async (input: object) =>
    present((await evacuateHosts({ ctx: made.ctx, input: { hostIds, ...input } })).runId, 'run');
  const tick = (driver: HypervisorDriver = made.driver) =>
    advanceRuns({ ctx: made.ctx, driver, input: { clusterId: made.cluster.id } });
  return { ...made, hostIds, h1, vm, steps, evacuate, tick };
}

describe('VMs that cannot leave, shut down or saved', () => {
  it('end as decided, the host enters maintenance mode, and they are started again when it returns', async () => {
    const made = await makeCluster([
      simulatedVm('cad', 'h1', gpu),
      simulatedVm('erp', 'h1', tied('live', 'quick', 'offline')),
      simulatedVm('web', 'h1'),
    ]);
    const { ctx, hostIds, vmId, h1, vm, evacuate, finish, steps, collect } = made;
    const before = await readEvacuation({ ctx, input: { hostIds } });
    expect(before.blockers.map(({ vm, ways }) => [vm, ways]).sort()).toEqual([
      ['cad', ['leave', 'shutDown']], // its device cannot be saved
      ['erp', ['leave', 'shutDown', 'save']],
    ]);
    const decided = { shutDown: [await vmId('cad')], save: [await vmId('erp')] };
    const page = await readEvacuation({ ctx, input: { hostIds, ...decided } });
    expect(page.blockers).toEqual([]);
    expect(page.moves.map(({ vm }) => vm)).toEqual(['web']);
    const runId = await evacuate(decided);
    await finish(runId);
    expect(await steps(runId)).toEqual([
      ['cad', 'h1', 'shutDown', 'done', null],
      ['erp', 'h1', 'save', 'done', null],
    ]);
    await collect();
    expect(await h1()).toMatchObject({ mode: 'maintenance' });
    expect((await vm('erp')).ties.map(({ kind }) => kind)).toContain('saved-state');
    const run = await database.db.run.findUniqueOrThrow({ where: { id: runId } });
    expect(run.state).toBe('succeeded');
    const audit = await database.db.auditEntry.findMany({
      where: { action: { in: ['vm.shut-down', 'vm.save'] } },
    });
    expect(audit).toMatchObject([
      { target: 'cad', details: { host: 'h1', state: 'done', decidedBy: ctx.actor.name, source: 'person' } },
      { target: 'erp', details: { state: 'done' } },
    ]);

    const hostId = present(hostIds[0], 'host');
    const offered = await readReturn({ ctx, input: { hostId } });
    expect(offered?.stopped).toEqual([
      { vmId: await vmId('cad'), vm: 'cad', order: 'shutDown' },
      { vmId: await vmId('erp'), vm: 'erp', order: 'save' },
    ]);
    await leaveMaintenance({ ctx, input: { hostId, startVms: [await vmId('erp')] } });
    for (let i = 0; i < 60 && (await made.tick()).isLeft; i++) made.clock.pass(0.5);
    await collect();
    expect(await vm('erp')).toMatchObject({ state: 'running', host: { name: 'h1' } });
    expect(await vm('cad')).toMatchObject({ state: 'stopped' });
    expect((await vm('erp')).ties.map(({ kind }) => kind)).toEqual(['snapshots']);
  });

  it('never forces a guest that does not react: it runs on, and its host keeps draining', async () => {
    const made = await makeCluster([simulatedVm('cad', 'h1', { ...gpu, ignoresShutDown: true })]);
    const { ctx, vmId, h1, vm, evacuate, steps, collect, tick, clock } = made;
    const runId = await evacuate({ shutDown: [await vmId('cad')] });
    for (let i = 0; i < 20; i++) {
      await tick();
      clock.pass(20);
    }
    expect(await steps(runId)).toEqual([['cad', 'h1', 'shutDown', 'failed', 'guest-did-not-end']]);
    await collect();
    expect(await h1()).toMatchObject({ mode: 'draining' });
    expect(await vm('cad')).toMatchObject({ state: 'running' });
    expect((await readJob({ ctx, input: { runId } })).state).toBe('failed');
  });

  it('are moved while they are off, and started where they are then', async () => {
    const made = await makeCluster([
      simulatedVm('erp', 'h1', tied('live', 'quick')),
      simulatedVm('web', 'h1'),
    ]);
    const { ctx, hostIds, vmId, h1, vm, evacuate, finish, steps, collect } = made;
    const offline = [await vmId('erp')];
    const page = await readEvacuation({ ctx, input: { hostIds, offline } });
    expect(page.moves.map(({ vm, kind }) => [vm, kind]).sort()).toEqual([
      ['erp', 'offline'],
      ['web', 'live'],
    ]);
    const runId = await evacuate({ offline });
    await finish(runId);
    expect(await steps(runId)).toEqual([
      ['erp', 'h1', 'shutDown', 'done', null],
      ['erp', 'h2', 'start', 'done', null],
    ]);
    await collect();
    expect(await vm('erp')).toMatchObject({ state: 'running', host: { name: 'h2' } });
    expect(await h1()).toMatchObject({ mode: 'maintenance' });
  });

  it('stay where they are if the guest does not end before its move, which says so', async () => {
    const made = await makeCluster([
      simulatedVm('erp', 'h1', { ...tied('live', 'quick'), ignoresShutDown: true }),
    ]);
    const { ctx, vmId, evacuate, tick, clock, collect, vm } = made;
    const runId = await evacuate({ offline: [await vmId('erp')] });
    for (let i = 0; i < 30; i++) {
      await tick();
      clock.pass(14);
      if (i % 2 === 0) await collect();
    }
    const { moves } = await readJob({ ctx, input: { runId } });
    expect(moves.map(({ state, code }) => [state, code])).toEqual([['skipped', 'guest-runs']]);
    expect(await vm('erp')).toMatchObject({ state: 'running', host: { name: 'h1' } });
  });

  it('are carried on by the next worker, whenever one dies', async () => {
    const made = await makeCluster([simulatedVm('erp', 'h1', tied('live', 'quick', 'offline'))]);
    const { vmId, evacuate, tick, clock, openDriver, steps, finish } = made;
    const runId = await evacuate({ save: [await vmId('erp')] });
    const dying = { ...made.driver, orderPower: () => Promise.reject(new Error('the worker died')) };
    await expect(tick(dying)).rejects.toThrow('the worker died');
    expect(await steps(runId)).toEqual([['erp', 'h1', 'save', 'ordered', null]]); // stored, and never sent
    await tick(openDriver(clock));
    clock.pass(31);
    await finish(runId, openDriver(clock));
    expect(await steps(runId)).toEqual([['erp', 'h1', 'save', 'done', null]]);
  });

  it('are started again where a job is cancelled to move its VMs back', async () => {
    const made = await makeCluster([simulatedVm('cad', 'h1', gpu), simulatedVm('web', 'h1')]);
    const { ctx, cluster, vmId, evacuate, finish, steps, collect, tick, clock, vm, h1 } = made;
    const runId = await evacuate({ shutDown: [await vmId('cad')] });
    await tick();
    clock.pass(9);
    await cancelRun({ ctx, input: { runId, movesBack: true } });
    await finish(runId);
    await moveBackCancelled({ ctx, input: { clusterId: cluster.id } });
    expect(await steps(runId)).toEqual([
      ['cad', 'h1', 'shutDown', 'done', null],
      ['cad', 'h1', 'start', 'done', null],
    ]);
    await collect();
    expect(await vm('cad')).toMatchObject({ state: 'running' });
    expect(await h1()).toMatchObject({ mode: 'active' });
  });

  it('may not be decided in two ways, or in one that is not possible', async () => {
    const made = await makeCluster([
      simulatedVm('cad', 'h1', gpu),
      simulatedVm('off', 'h1', { state: 'stopped' }),
    ]);
    const cad = await made.vmId('cad');
    await expect(made.evacuate({ save: [cad] })).rejects.toMatchObject({
      code: 'way-not-possible',
      facts: { vm: 'cad', way: 'save' },
    });
    await expect(made.evacuate({ shutDown: [await made.vmId('off')] })).rejects.toMatchObject({
      code: 'way-not-possible',
    });
    await expect(made.evacuate({ shutDown: [cad], leave: [cad] })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    expect(await made.h1()).toMatchObject({ mode: 'active' });
  });
});
