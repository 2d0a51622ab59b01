import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { clearFailing, markFailing } from '../../lib/services/maintenance/mark-failing.ts';
import { evacuateHost, previewEvacuation } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: [simulatedVm('a', 'h1'), simulatedVm('b', 'h2')],
  });
  const input = { hostId: made.hostId('h1'), reason: 'memory', note: 'DIMM 4' } as const;
  const needs = async () => {
    const page = await readOverview({ ctx: made.ctx });
    return page.needs.flatMap((need) =>
      need.kind === 'failing-host' && need.host.id === input.hostId ? [need.failing] : [],
    );
  };
  return { ...made, input, needs };
}

describe('a host that a person marks as failing', () => {
  it('is shown with the reason and suggested for evacuation, until it is emptied or in order again', async () => {
    const { ctx, clock, input, needs, finish, collect } = await makeCluster();
    await markFailing({ ctx, input });
    expect(await needs()).toEqual([
      { reason: 'memory', note: 'DIMM 4', at: clock.now(), by: ctx.actor.name },
    ]);
    const { runId } = await evacuateHost({ ctx, input: { hostId: input.hostId } });
    await finish(present(runId, 'run'));
    await collect();
    expect(await needs()).toEqual([]);
    await clearFailing({ ctx, input: { hostId: input.hostId } });
    await expect(clearFailing({ ctx, input: { hostId: input.hostId } })).rejects.toMatchObject({
      code: 'host-not-failing',
    });
    const actions = await database.db.auditEntry.findMany({ where: { targetId: input.hostId } });
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['host.mark-failing', 'host.clear-failing']),
    );
  });

  it('takes no VM, and can be emptied', async () => {
    const { ctx, hostId, vmId, input } = await makeCluster();
    await markFailing({ ctx, input: { ...input, reason: 'hot' } });
    const { plan } = await previewEvacuation({ ctx, input: { hostIds: [hostId('h2')] } });
    expect(plan.moves.map(({ toHostId }) => toHostId)).toEqual([hostId('h3')]);
    const move = { vmId: await vmId('b'), toHostId: hostId('h1') };
    await expect(migrateVm({ ctx, input: move })).rejects.toMatchObject({
      facts: { reason: 'host-not-online', state: 'failing' },
    });
    const emptied = await previewEvacuation({ ctx, input: { hostIds: [hostId('h1')] } });
    expect(emptied.plan).toMatchObject({ complete: true });
    await clearFailing({ ctx, input: { hostId: hostId('h1') } });
    await migrateVm({ ctx, input: move });
  });

  it('is marked by those who may maintain hosts, for hosts that exist', async () => {
    const { ctx, input } = await makeCluster();
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(markFailing({ ctx: viewer, input })).rejects.toMatchObject({ code: 'not-allowed' });
    const nowhere = { ...input, hostId: '01a206df-0bf4-7509-b4b1-95d5af16636a' };
    await expect(markFailing({ ctx, input: nowhere })).rejects.toMatchObject({ code: 'host-not-found' });
  });
});
