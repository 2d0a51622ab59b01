import { describe, expect, it } from 'vitest';
import type { Database } from '../../lib/db/client.ts';
import { hostLoads } from '../../lib/engine/figures.ts';
import { present } from '../../lib/model/present.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { evacuateHost, previewEvacuation } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm, rateDestinations } from '../../lib/services/orders/migrate-vm.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

/** The only path from a plan to a run: the time between planning and the lock, and what previews count. */

const database = withTestDatabase();

/** The database with an action before every transaction: after planning, and before the lock. */
function beforeTransactions(db: Database, happen: (nth: number) => Promise<void>): Database {
  let count = 0;
  return new Proxy(db, {
    get: (target, name) =>
      name === '$transaction'
        ? async (...args: Parameters<Database['$transaction']>) => {
            await happen(++count);
            return target.$transaction(...args);
          }
        : Reflect.get(target, name),
  });
}

const makeThree = () =>
  makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name, { memoryMiB: 20_480 })),
    vms: [
      simulatedVm('a', 'h1', { memoryMiB: 8192 }),
      simulatedVm('b', 'h2', { memoryMiB: 8192 }),
      simulatedVm('c', 'h3', { memoryMiB: 8192 }),
    ],
  });

describe('a VM that arrives on a host between planning and order of its evacuation', () => {
  it('is evacuated with the others', async () => {
    const { ctx, hostId, vmId } = await makeThree();
    const late = await vmId('b');
    const db = beforeTransactions(ctx.db, async (nth) => {
      if (nth === 1) await ctx.db.vm.update({ where: { id: late }, data: { hostId: hostId('h1') } });
    });
    const { runId } = await evacuateHost({ ctx: { ...ctx, db }, input: { hostId: hostId('h1') } });
    const moves = await ctx.db.move.findMany({ where: { runId }, orderBy: { vmName: 'asc' } });
    expect(moves.map(({ vmName, fromHostName }) => [vmName, fromHostName])).toEqual([
      ['a', 'h1'],
      ['b', 'h1'],
    ]);
    expect(await ctx.db.runHost.count({ where: { hostId: hostId('h1') } })).toBe(1);
  });

  it('is not overlooked if the host was empty before', async () => {
    const { ctx, hostId, vmId } = await makeThree();
    const late = await vmId('a');
    await ctx.db.vm.update({ where: { id: late }, data: { hostId: hostId('h2') } });
    const db = beforeTransactions(ctx.db, async (nth) => {
      if (nth === 1) await ctx.db.vm.update({ where: { id: late }, data: { hostId: hostId('h1') } });
    });
    const { runId } = await evacuateHost({ ctx: { ...ctx, db }, input: { hostId: hostId('h1') } });
    expect(await ctx.db.move.findMany({ where: { runId } })).toMatchObject([{ vmName: 'a' }]);
  });
});

describe('a cluster that changes whenever an order is about to be placed', () => {
  it('is planned three times, and then the order is refused and nothing is stored', async () => {
    const { ctx, hostId, vmId } = await makeThree();
    const vm = await vmId('a');
    const places = ['h2', 'h1', 'h2', 'h1'];
    let plans = 0;
    const db = beforeTransactions(ctx.db, async (nth) => {
      plans = nth;
      await ctx.db.vm.update({ where: { id: vm }, data: { hostId: hostId(places[nth - 1] ?? '') } });
    });
    const order = migrateVm({ ctx: { ...ctx, db }, input: { vmId: vm, toHostId: hostId('h3') } });
    await expect(order).rejects.toMatchObject({
      code: 'cluster-keeps-changing',
      facts: { reason: 'vm-moved' },
    });
    expect(plans).toBe(3);
    expect(await ctx.db.move.count({ where: { vmId: vm } })).toBe(0);
    expect(await ctx.db.auditEntry.count({ where: { action: 'vm.migrate', targetId: vm } })).toBe(0);
  });

  it('is planned again when it stops changing, from the current host of the VM', async () => {
    const { ctx, hostId, vmId } = await makeThree();
    const vm = await vmId('a');
    const db = beforeTransactions(ctx.db, async (nth) => {
      if (nth === 1) await ctx.db.vm.update({ where: { id: vm }, data: { hostId: hostId('h2') } });
    });
    const { runId } = await migrateVm({ ctx: { ...ctx, db }, input: { vmId: vm, toHostId: hostId('h3') } });
    expect(await ctx.db.move.findMany({ where: { runId } })).toMatchObject([
      { fromHostName: 'h2', toHostName: 'h3' },
    ]);
  });
});

describe('a suggestion whose moves no longer fit', () => {
  it('is refused with the reason, and keeps waiting', async () => {
    const { ctx, cluster } = await makeObservedCluster(database.db, {
      hosts: ['h1', 'h2'].map((name) => simulatedHost(name)),
      vms: Array.from({ length: 8 }, (_, i) =>
        simulatedVm(`vm-${i}`, 'h1', { load: { base: 0.6, noise: 0 } }),
      ),
    });
    await suggestMoves({ ctx, input: { clusterId: cluster.id } });
    const plan = await ctx.db.plan.findFirstOrThrow({
      where: { clusterId: cluster.id, state: 'suggested' },
      include: { moves: true },
    });
    await ctx.db.vm.deleteMany({ where: { id: present(plan.moves[0]?.vmId, 'VM') } });
    const approval = approvePlan({ ctx, input: { planId: plan.id } });
    await expect(approval).rejects.toMatchObject({
      code: 'plan-no-longer-fits',
      facts: { suggestion: `S-${plan.number}`, reason: 'vm-gone' },
    });
    expect(await ctx.db.plan.findUnique({ where: { id: plan.id } })).toMatchObject({ state: 'suggested' });
  });
});

describe('a preview during a running job', () => {
  it('counts its moves on both hosts', async () => {
    const { ctx, hostId, vmId } = await makeThree();
    await migrateVm({ ctx, input: { vmId: await vmId('b'), toHostId: hostId('h3') } });
    const { plan, snapshot } = await previewEvacuation({ ctx, input: { hostIds: [hostId('h1')] } });
    // c is on h3, and b is in flight to it: the remaining memory is not enough for a
    expect(plan.moves.map(({ toHostId }) => toHostId)).toEqual([hostId('h2')]);
    const onH3 = hostLoads(snapshot).find((load) => load.hostId === hostId('h3'));
    expect(onH3?.heldMiB).toBe(2 * 8192);
    const { ratings } = await rateDestinations({ ctx, input: { vmId: await vmId('a') } });
    const toH3 = ratings.find((rating) => rating.hostId === hostId('h3'));
    expect(toH3?.rejection).toMatchObject({ code: 'no-memory' });
  });
});
