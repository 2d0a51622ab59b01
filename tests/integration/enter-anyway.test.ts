import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { enterMaintenanceAnyway } from '../../lib/services/maintenance/enter-anyway.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const stopped = { state: 'stopped' as const };

/** A host with a stopped VM that uses one of its GPUs, and the other VMs of the test. */
const makeCluster = (vms: ReturnType<typeof simulatedVm>[] = []) =>
  makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2')],
    vms: [simulatedVm('cad', 'h1', { ...stopped, localDevices: ['pci 0000:65:00.0'] }), ...vms],
  });

describe('entering maintenance mode with stopped VMs on the host (after oVirt/ovirt-ansible-cluster-upgrade#7)', () => {
  it('ends a drain that a stopped VM with a device of the host would block forever', async () => {
    const { ctx, hostId, vmId, finish, collect } = await makeCluster([simulatedVm('web', 'h1')]);
    const input = { hostId: hostId('h1') };
    expect((await readEvacuation({ ctx, input: { hostIds: [input.hostId] } })).stayingStopped).toBeNull(); // web can leave first
    const { runId } = await evacuateHost({ ctx, input });
    await finish(present(runId, 'run'));
    expect(await ctx.db.host.findUnique({ where: { id: input.hostId } })).toMatchObject({ mode: 'draining' });
    const page = await readEvacuation({ ctx, input: { hostIds: [input.hostId] } });
    expect(page.stayingStopped).toEqual([{ id: await vmId('cad'), name: 'cad' }]);
    await enterMaintenanceAnyway({ ctx, input: { ...input, vmIds: [await vmId('cad')] } });
    await collect();
    expect(await ctx.db.host.findUnique({ where: { id: input.hostId } })).toMatchObject({
      mode: 'maintenance',
    });
    const [entry] = await ctx.db.auditEntry.findMany({
      where: { targetId: input.hostId, action: 'host.let-stay' },
    });
    expect(entry).toMatchObject({ actorKind: 'user', details: { vms: 'cad' } });
    await leaveMaintenance({ ctx, input });
    expect(await ctx.db.host.findUnique({ where: { id: input.hostId } })).toMatchObject({ mode: 'active' });
  });

  it('is refused while a VM runs on the host, or if the host has a VM that was not confirmed', async () => {
    const { ctx, hostId, vmId } = await makeCluster([
      simulatedVm('web', 'h1'),
      simulatedVm('old', 'h1', { ...stopped, localDevices: ['usb 0529:0001'] }),
    ]);
    const input = { hostId: hostId('h1') };
    const vmIds = await Promise.all(['cad', 'old', 'web'].map(vmId));
    const enter = (ids: string[]) => enterMaintenanceAnyway({ ctx, input: { ...input, vmIds: ids } });
    await expect(enter(vmIds)).rejects.toMatchObject({ code: 'vms-still-on-host', facts: { vms: 'web' } });
    await expect(enter(vmIds.slice(0, 1))).rejects.toMatchObject({ facts: { vms: 'old, web', count: 2 } });
    expect(await ctx.db.host.findUnique({ where: { id: input.hostId } })).toMatchObject({ mode: 'active' });
  });

  it('is refused while a job evacuates the host, and for users who may not evacuate', async () => {
    const { ctx, hostId, vmId } = await makeCluster([simulatedVm('web', 'h1')]);
    const input = { hostId: hostId('h1'), vmIds: [await vmId('cad')] };
    await evacuateHost({ ctx, input: { hostId: input.hostId } });
    await expect(enterMaintenanceAnyway({ ctx, input })).rejects.toMatchObject({
      code: 'host-being-evacuated',
    });
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(enterMaintenanceAnyway({ ctx: viewer, input })).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  it('succeeds on a host with no other VMs, once its hypervisor has confirmed this', async () => {
    const { ctx, hostId, vmId, collect } = await makeCluster();
    const input = { hostId: hostId('h1'), vmIds: [await vmId('cad')] };
    await enterMaintenanceAnyway({ ctx, input });
    await collect();
    await expect(enterMaintenanceAnyway({ ctx, input })).rejects.toMatchObject({ code: 'host-not-active' });
  });
});
