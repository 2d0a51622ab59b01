import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { returnHost } from '../../lib/services/orders/return-host.ts';
import { undoRun } from '../../lib/services/orders/undo-run.ts';
import { readReturn } from '../../lib/views/host/read-return.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';
import { makeThreeHosts } from './support/three-hosts.ts';

const database = withTestDatabase();
const NOBODY = '01a206df-0bf4-7509-b4b1-95d5af16636a';

/** A cluster whose h1 was evacuated of three VMs and is in maintenance mode. */
async function makeAway() {
  const made = await makeThreeHosts(database.db);
  const { ctx, hostId, finish, collect } = made;
  const before = await made.places();
  const evacuate = async (): Promise<string> => {
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    await finish(present(runId, 'run'));
    await collect();
    return present(runId, 'run');
  };
  const runId = await evacuate();
  const h1 = () => database.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
  const input = { hostId: hostId('h1') };
  return { ...made, before, runId, evacuate, h1, input };
}

describe('leaving maintenance mode', () => {
  it('brings back what the evacuation moved, in the same transaction', async () => {
    const { ctx, before, runId, h1, input, finish, places } = await makeAway();
    expect(await h1()).toMatchObject({ mode: 'maintenance', awaySince: expect.any(Date) });
    const preview = await readReturn({ ctx, input });
    expect(preview?.moves.map(({ vm, to }) => `${vm} ${to}`).sort()).toEqual(['a h1', 'b h1', 'off h1']);
    expect(preview?.staying).toEqual([]);
    expect((await h1()).mode).toBe('maintenance'); // a preview changes nothing

    const back = await returnHost({ ctx, input });
    expect(await h1()).toMatchObject({ mode: 'active', awaySince: null });
    await finish(back.runId);
    expect(await places()).toEqual(before);
    const actions = await database.db.auditEntry.findMany({ where: { targetId: input.hostId } });
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['host.leave-maintenance', 'host.bring-back']),
    );
    const plan = await database.db.plan.findFirst({ where: { undoOfRunId: runId } });
    expect(plan?.kind).toBe('undo');
    await expect(undoRun({ ctx, input: { runId } })).rejects.toMatchObject({ code: 'undo-refused' });
  });

  it('leaves a VM alone that was moved on since, and says so', async () => {
    const { ctx, hostId, vmId, input, finish, collect, places } = await makeAway();
    const to = (await places()).a === 'h2' ? 'h3' : 'h2';
    const moved = await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId(to) } });
    await finish(moved.runId);
    await collect();
    const preview = await readReturn({ ctx, input });
    expect(preview?.staying).toMatchObject([{ vm: 'a', code: 'moved-on', facts: { host: to } }]);
    await finish((await returnHost({ ctx, input })).runId);
    expect(await places()).toMatchObject({ a: to, b: 'h1', off: 'h1' });
  });

  it('counts only evacuations since the host went out of service', async () => {
    const { ctx, input, evacuate, hostId, vmId, finish, collect, clock } = await makeAway();
    await leaveMaintenance({ ctx, input });
    await collect();
    const moved = await migrateVm({ ctx, input: { vmId: await vmId('b'), toHostId: hostId('h1') } });
    await finish(moved.runId);
    await collect();
    clock.pass(1);
    await evacuate();
    expect((await readReturn({ ctx, input }))?.moves.map(({ vm }) => vm)).toEqual(['b']);
  });

  it('takes only the last evacuation of a host that was away before this was recorded', async () => {
    const { ctx, input } = await makeAway();
    await database.db.host.update({ where: { id: input.hostId }, data: { awaySince: null } });
    expect((await readReturn({ ctx, input }))?.moves).toHaveLength(3);
  });

  it('is refused where nothing can come back, and the host stays as it is', async () => {
    const made = await makeObservedCluster(database.db, {
      hosts: ['h1', 'h2'].map((name) => simulatedHost(name)),
      vms: [simulatedVm('off', 'h1', { state: 'stopped' as const })],
    });
    const { ctx, hostId, vmId, collect } = made;
    const input = { hostId: hostId('h1') };
    await evacuateHost({ ctx, input: { ...input, leave: [await vmId('off')] } });
    await collect();
    expect(await readReturn({ ctx, input })).toBeNull();
    await expect(returnHost({ ctx, input })).rejects.toMatchObject({ code: 'nothing-to-return' });
    const host = await database.db.host.findUniqueOrThrow({ where: { id: input.hostId } });
    expect(host.mode).toBe('maintenance');
  });

  it('is for operators, once, and for hosts that exist', async () => {
    const { ctx, input } = await makeAway();
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(returnHost({ ctx: viewer, input })).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(returnHost({ ctx, input: { hostId: NOBODY } })).rejects.toMatchObject({
      code: 'host-not-found',
    });
    const both = await Promise.allSettled([returnHost({ ctx, input }), returnHost({ ctx, input })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
