import { describe, expect, it } from 'vitest';
import { DriverError } from '../../lib/model/errors.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

/** A VM with autostart on h1, and an order to move it to h2. */
async function makeMove() {
  const made = await makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2')],
    vms: [simulatedVm('mail', 'h1')],
  });
  const { ctx, clock, driver, hostId, vmId } = made;
  const { uuid } = await ctx.db.vm.findUniqueOrThrow({ where: { id: await vmId('mail') } });
  await driver.setAutostart(hostId('h1'), uuid);
  clock.pass(1);
  const order = async () =>
    (await migrateVm({ ctx, input: { vmId: await vmId('mail'), toHostId: hostId('h2') } })).runId;
  const isSetAt = (host: string) => driver.readAutostart(hostId(host), uuid);
  const move = (runId: string) => ctx.db.move.findFirstOrThrow({ where: { runId } });
  const watchFor = async (runId: string, seconds: number, withDriver: HypervisorDriver = driver) => {
    for (let i = 0; i < seconds * 2; i++) {
      if (await advanceRun({ ctx, driver: withDriver, input: { runId } })) return;
      clock.pass(0.5);
    }
  };
  return { ...made, order, isSetAt, move, watchFor };
}

const refusal = () => new DriverError('driver-failed', 'the disk of /etc is full', { detail: 'full' });

describe('a VM with autostart', () => {
  it('keeps it when it moves, there and back', async () => {
    const { ctx, order, isSetAt, move, finish, collect, vmId, hostId } = await makeMove();
    const runId = await order();
    await finish(runId);
    expect(await move(runId)).toMatchObject({ state: 'done', code: null, autostart: true });
    expect(await isSetAt('h2')).toBe(true);
    await collect();
    const back = await migrateVm({ ctx, input: { vmId: await vmId('mail'), toHostId: hostId('h1') } });
    await finish(back.runId);
    expect(await isSetAt('h1')).toBe(true);
  });

  it('keeps it even if the worker dies right after the VM has arrived', async () => {
    const { driver, order, isSetAt, move, watchFor, finish } = await makeMove();
    const runId = await order();
    const dying: HypervisorDriver = {
      ...driver,
      setAutostart: async () => {
        throw new Error('killed');
      },
    };
    await expect(watchFor(runId, 60, dying)).rejects.toThrow('killed');
    expect(await move(runId)).toMatchObject({ state: 'verifying', autostart: true });
    expect(await isSetAt('h2')).toBe(false);
    await finish(runId); // another worker, which has only the stored row
    expect(await move(runId)).toMatchObject({ state: 'done', code: null });
    expect(await isSetAt('h2')).toBe(true);
  });

  it('gets it once its destination can set it, and its move reports if it cannot', async () => {
    const { driver, order, isSetAt, move, watchFor, places } = await makeMove();
    const runId = await order();
    let isFull = true;
    const full: HypervisorDriver = {
      ...driver,
      setAutostart: async (hostId, vmUuid) => {
        if (isFull) throw refusal();
        await driver.setAutostart(hostId, vmUuid);
      },
    };
    await watchFor(runId, 50, full);
    expect(await move(runId)).toMatchObject({ state: 'verifying' });
    isFull = false;
    await watchFor(runId, 5, full);
    expect(await move(runId)).toMatchObject({ state: 'done', code: null });
    expect(await isSetAt('h2')).toBe(true);
    expect((await places()).mail).toBe('h2');
  });

  it('stays at its destination even if autostart cannot be set: the move reports it', async () => {
    const { ctx, driver, order, move, watchFor, places } = await makeMove();
    const runId = await order();
    const full: HypervisorDriver = { ...driver, setAutostart: () => Promise.reject(refusal()) };
    await watchFor(runId, 120, full);
    expect(await move(runId)).toMatchObject({
      state: 'done',
      code: 'autostart-lost',
      message: 'the disk of /etc is full',
    });
    expect((await places()).mail).toBe('h2');
    expect(await ctx.db.run.findUnique({ where: { id: runId } })).toMatchObject({ state: 'succeeded' });
  });

  it('is not moved while its source does not report autostart', async () => {
    const { driver, order, move, watchFor, finish } = await makeMove();
    const runId = await order();
    const mute: HypervisorDriver = {
      ...driver,
      readAutostart: () => Promise.reject(new DriverError('host-unreachable', 'h1 does not answer', {})),
    };
    await watchFor(runId, 2, mute);
    expect(await move(runId)).toMatchObject({ state: 'pending', code: 'host-silent', autostart: null });
    await finish(runId);
    expect(await move(runId)).toMatchObject({ state: 'done', autostart: true });
  });
});

it('a VM without autostart does not get it', async () => {
  const { ctx, driver, hostId, vmId, finish } = await makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2')],
    vms: [simulatedVm('test', 'h1')],
  });
  const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('test'), toHostId: hostId('h2') } });
  await finish(runId);
  const { uuid } = await ctx.db.vm.findUniqueOrThrow({ where: { id: await vmId('test') } });
  expect(await driver.readAutostart(hostId('h2'), uuid)).toBe(false);
});
