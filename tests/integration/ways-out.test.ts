import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { addRule } from '../../lib/services/rules/add-rule.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const gpu = { localDevices: ['pci 0000:65:00.0'] };
const stopped = { state: 'stopped' as const };

async function makeCluster(vms: ReturnType<typeof simulatedVm>[], names = ['h1', 'h2']) {
  const made = await makeObservedCluster(database.db, {
    hosts: names.map((name) => simulatedHost(name)),
    vms,
  });
  const hostIds = [made.hostId('h1')];
  const h1 = () => database.db.host.findUniqueOrThrow({ where: { id: made.hostId('h1') } });
  const idOfRule = async (name: string) =>
    (await database.db.rule.findFirstOrThrow({ where: { clusterId: made.cluster.id, name } })).id;
  return { ...made, hostIds, h1, idOfRule };
}

describe('leaving VMs on a host that is emptied', () => {
  it('lets the host enter maintenance mode with a stopped VM and one that runs with a device of the host', async () => {
    const { ctx, hostIds, vmId, h1, finish, collect, places } = await makeCluster([
      simulatedVm('cad', 'h1', { ...stopped, ...gpu }),
      simulatedVm('render', 'h1', gpu),
      simulatedVm('web', 'h1'),
    ]);
    const ask = [await vmId('cad')];
    const before = await readEvacuation({ ctx, input: { hostIds, ask } });
    const leaveOf = Object.fromEntries(before.blockers.map(({ vm, leave }) => [vm, leave]));
    expect(leaveOf).toEqual({
      cad: { vmId: await vmId('cad'), isRunning: false },
      render: { vmId: await vmId('render'), isRunning: true },
    });
    const leave = [await vmId('cad'), await vmId('render')];
    const page = await readEvacuation({ ctx, input: { hostIds, leave } });
    expect(page.blockers).toEqual([]);
    expect(page.moves.map(({ vm }) => vm)).toEqual(['web']);
    expect(page.decided.ways.map(({ vm, host, way, source }) => [vm, host, way, source])).toEqual([
      ['cad', 'h1', 'leave', 'person'],
      ['render', 'h1', 'leave', 'person'],
    ]);
    const { runId } = await evacuateHosts({ ctx, input: { hostIds, leave } });
    await finish(present(runId, 'run'));
    await collect();
    expect(await h1()).toMatchObject({ mode: 'maintenance' });
    expect(await places()).toEqual({ cad: 'h1', render: 'h1', web: 'h2' });
    const run = await database.db.run.findUniqueOrThrow({ where: { id: present(runId, 'run') } });
    expect(run.state).toBe('succeeded');
    const [entry] = await database.db.auditEntry.findMany({
      where: { action: 'host.evacuate', targetId: hostIds[0] ?? null },
    });
    expect(entry).toMatchObject({ actorName: ctx.actor.name, details: { left: 'cad, render' } });
    await leaveMaintenance({ ctx, input: { hostId: present(hostIds[0], 'host') } });
    expect(await h1()).toMatchObject({ mayStay: [], mayStayRunning: [] });
  });

  it('ends a drain that such a VM would block forever (after oVirt/ovirt-ansible-cluster-upgrade#7)', async () => {
    const { ctx, hostIds, vmId, h1, finish, collect } = await makeCluster([
      simulatedVm('cad', 'h1', { ...stopped, ...gpu }),
      simulatedVm('web', 'h1'),
    ]);
    const leave = [await vmId('cad')];
    const { runId } = await evacuateHosts({ ctx, input: { hostIds, ask: leave } });
    await expect(evacuateHosts({ ctx, input: { hostIds, leave } })).rejects.toMatchObject({
      code: 'host-not-active', // a job empties it
    });
    await finish(present(runId, 'run'));
    await collect();
    expect(await h1()).toMatchObject({ mode: 'draining' });
    expect(await evacuateHosts({ ctx, input: { hostIds, leave } })).toEqual({ runId: null });
    await collect();
    expect(await h1()).toMatchObject({ mode: 'maintenance', mayStay: leave });
  });

  it('needs no job where nothing else is on the host', async () => {
    const { ctx, hostIds, vmId, h1, collect } = await makeCluster([simulatedVm('render', 'h1', gpu)]);
    const input = { hostIds, leave: [await vmId('render')] };
    expect(await evacuateHosts({ ctx, input })).toEqual({ runId: null });
    await collect();
    expect(await h1()).toMatchObject({ mode: 'maintenance' });
  });

  it('is refused for a VM that runs and could be moved', async () => {
    const { ctx, hostIds, vmId, h1 } = await makeCluster([simulatedVm('web', 'h1')]);
    const input = { hostIds, leave: [await vmId('web')] };
    await expect(evacuateHosts({ ctx, input })).rejects.toMatchObject({
      code: 'vm-cannot-be-left',
      facts: { vm: 'web', host: 'h1' },
    });
    expect(await h1()).toMatchObject({ mode: 'active', mayStayRunning: [] });
  });
});

describe('lifting a rule once', () => {
  async function withRule() {
    const made = await makeCluster([simulatedVm('dc1', 'h1'), simulatedVm('dc2', 'h2')]);
    const vmIds = await Promise.all(['dc1', 'dc2'].map(made.vmId));
    const admin = { ...made.ctx, actor: personWith('administrator') };
    const rule = { name: 'DCs apart', kind: 'apart', mode: 'must', vmIds };
    await addRule({ ctx: admin, input: { clusterId: made.cluster.id, rule } });
    return { ...made, rule: await made.idOfRule('DCs apart') };
  }

  it('moves what the rule keeps there, and says so before', async () => {
    const { ctx, hostIds, h1, rule, finish, collect, places } = await withRule();
    const before = await readEvacuation({ ctx, input: { hostIds } });
    expect(before.moves).toEqual([]);
    expect(before.blockers).toMatchObject([
      { vm: 'dc1', leave: null, rules: [{ id: rule, name: 'DCs apart' }] },
    ]);
    const page = await readEvacuation({ ctx, input: { hostIds, lift: [rule] } });
    expect(page.blockers).toEqual([]);
    expect(page.decided.lifted).toEqual([{ id: rule, name: 'DCs apart' }]);
    const { runId } = await evacuateHosts({ ctx, input: { hostIds, lift: [rule] } });
    await finish(present(runId, 'run'));
    await collect();
    expect(await places()).toEqual({ dc1: 'h2', dc2: 'h2' });
    expect(await h1()).toMatchObject({ mode: 'maintenance' });
    const [entry] = await database.db.auditEntry.findMany({
      where: { action: 'host.evacuate', targetId: hostIds[0] ?? null },
    });
    expect(entry).toMatchObject({ details: { lifted: 'DCs apart' } });
  });

  it('is for that evacuation alone', async () => {
    const { ctx, hostIds, rule, h1, finish } = await withRule();
    const { runId } = await evacuateHosts({ ctx, input: { hostIds } });
    await finish(present(runId, 'run'));
    expect(await h1()).toMatchObject({ mode: 'draining' });
    const again = await evacuateHosts({ ctx, input: { hostIds, lift: [rule] } });
    await finish(present(again.runId, 'run'));
    const page = await readEvacuation({ ctx, input: { hostIds } });
    expect(page.decided).toEqual({ ways: [], ask: [], lifted: [] });
    expect(await database.db.rule.count({ where: { id: rule } })).toBe(1);
  });
});
