import { describe, expect, it } from 'vitest';
import { DriverError } from '../../lib/model/errors.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { removeAskedCopies, removeCopies } from '../../lib/services/outages/remove-copies.ts';
import { readHost } from '../../lib/views/host/read-host.ts';
import { readVmPanel } from '../../lib/views/host/read-vm-panel.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { withTestDatabase } from './support/database.ts';
import { MANY, makeDyingCluster } from './support/dying-cluster.ts';
import { simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const makeCluster = (more?: Parameters<typeof makeDyingCluster>[1]) => makeDyingCluster(database.db, more);

describe('a VM that comes back twice', () => {
  /** Its host was only cut off, and a person said that it was off. */
  const makeTwice = async () => {
    const made = await makeCluster({ vms: [simulatedVm('db', 'h1'), simulatedVm('web', 'h2')] });
    await made.befall('host-down', 'h1'); // no disk on shared storage shows that it runs
    await made.observe(MANY);
    const { runId } = await made.restart();
    await made.finish(runId);
    await made.befall('host-up', 'h1');
    await made.observe(2);
    return made;
  };

  it('is an alarm that shows both hosts, and no move of it is allowed', async () => {
    const { ctx, vmId, hostId, places } = await makeTwice();
    const id = await vmId('db');
    const { db: now } = await places();
    const { needs } = await readOverview({ ctx });
    const need = needs.find(({ kind }) => kind === 'two-copies');
    expect(need).toMatchObject({ vm: 'db', hosts: [now, 'h1'] });
    await expect(migrateVm({ ctx, input: { vmId: id, toHostId: hostId('h3') } })).rejects.toMatchObject({
      code: 'two-copies',
    });
    const events = await ctx.db.event.findMany({ where: { topic: 'vm', code: 'twice' } });
    expect(events.map(({ subject }) => subject)).toContainEqual({ vmId: id });
  });

  it('stays one while the host of a copy does not answer', async () => {
    const { ctx, befall, observe, vmId } = await makeTwice();
    await befall('daemon-down', 'h1');
    await observe(MANY);
    const vm = await ctx.db.vm.findUniqueOrThrow({ where: { id: await vmId('db') } });
    expect(vm.duplicateHostId).not.toBeNull();
  });

  it('leaves a stopped copy on a host that died, which a person removes', async () => {
    const { ctx, driver, clusterId, befall, observe, restart, finish, vmId, hostId } = await makeCluster();
    await befall('host-died', 'h1');
    await observe(MANY);
    await finish((await restart()).runId);
    await befall('host-up', 'h1');
    await observe(2);
    const id = await vmId('db');
    const vm = await ctx.db.vm.findUniqueOrThrow({ where: { id } });
    expect(vm).toMatchObject({ copyHostId: hostId('h1'), duplicateHostId: null });
    const choice = { range: '24h', span: null, group: null } as const;
    const panel = () => readVmPanel({ ctx, input: { vmId: id, hostId: vm.hostId, choice } });
    expect((await panel())?.copy).toEqual({
      hostId: hostId('h1'),
      host: 'h1',
      copies: [{ vmId: id, vm: 'db', removal: null }],
    });
    const page = () => readHost({ ctx, input: { hostId: hostId('h1'), choice } });
    expect((await page()).leftCopies?.copies).toEqual([{ vmId: id, vm: 'db', removal: null }]);
    const { needs } = await readOverview({ ctx });
    expect(needs.find(({ kind }) => kind === 'left-copies')).toMatchObject({ host: 'h1', vms: ['db'] });
    // mail has autostart on h1, which has started it again
    const mail = await ctx.db.vm.findUniqueOrThrow({ where: { id: await vmId('mail') } });
    expect(mail.duplicateHostId).toBe(hostId('h1'));

    await expect(
      removeCopies({ ctx, input: { vmIds: [await vmId('web')], hostId: hostId('h1') } }),
    ).rejects.toMatchObject({ code: 'no-copy-left' });
    await removeCopies({ ctx, input: { vmIds: [id, await vmId('web')], hostId: hostId('h1') } });
    const refusing: HypervisorDriver = {
      ...driver,
      removeCopy: () => Promise.reject(new DriverError('vm-not-movable', 'no', { detail: 'snapshots' })),
    };
    await removeAskedCopies({ ctx, driver: refusing, input: { clusterId } });
    expect((await panel())?.copy?.copies[0]?.removal?.error).toMatchObject({ code: 'vm-not-movable' });
    await removeCopies({ ctx, input: { vmIds: [id, await vmId('web')], hostId: hostId('h1') } });
    await removeAskedCopies({ ctx, driver, input: { clusterId } });
    await observe();
    expect((await ctx.db.vm.findUniqueOrThrow({ where: { id } })).copyHostId).toBeNull();
    expect((await panel())?.copy).toBeNull();
    expect((await page()).leftCopies).toBeNull();
    expect((await readOverview({ ctx })).needs.map(({ kind }) => kind)).not.toContain('left-copies');
  });
});
