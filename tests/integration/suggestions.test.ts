import { describe, expect, it } from 'vitest';
import { clusterPolicy } from '../../lib/db/policies.ts';
import { Reason } from '../../lib/model/plan.ts';
import { present } from '../../lib/model/present.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { recheckMoves } from '../../lib/services/planning/recheck-moves.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { type SimulatedWorld, simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const makeCluster = (world: SimulatedWorld) => makeObservedCluster(database.db, world);

const overloaded = {
  hosts: [simulatedHost('h1'), simulatedHost('h2'), simulatedHost('h3')],
  vms: ['a', 'b', 'c', 'd', 'e'].map((name) =>
    simulatedVm(`vm-${name}`, 'h1', { load: { base: 0.8, noise: 0 } }),
  ),
};

describe('a suggestion', () => {
  it('is made for an overloaded host, approved once, carried out and verified', async () => {
    const { cluster, ctx, finish, places, collect } = await makeCluster(overloaded);
    const outcome = await suggestMoves({ ctx, input: { clusterId: cluster.id } });
    expect(outcome.code).toBe('suggested');
    const plan = await ctx.db.plan.findFirstOrThrow({
      where: { clusterId: cluster.id },
      include: { moves: true },
    });

    const [first, second] = await Promise.allSettled([
      approvePlan({ ctx, input: { planId: plan.id } }),
      approvePlan({ ctx, input: { planId: plan.id } }),
    ]);
    const results = [first, second];
    expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    const lost = results.find((each) => each.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'plan-not-waiting', facts: { by: 'The operator' } });

    const run = await ctx.db.run.findUniqueOrThrow({ where: { planId: plan.id } });
    await finish(run.id);
    const ended = await ctx.db.run.findUniqueOrThrow({ where: { id: run.id }, include: { moves: true } });
    expect(ended.state).toBe('succeeded');
    for (const move of ended.moves) {
      expect(move).toMatchObject({ state: 'done', code: null, progressPercent: 100 });
      expect(move.durationMs).toBeGreaterThan(0);
      expect(move.downtimeMs).toBeGreaterThan(0);
    }
    await collect();
    const after = await places();
    for (const move of plan.moves) expect(after[move.vmName]).toBe(move.toHostName);
    const audit = await ctx.db.auditEntry.findMany({ where: { targetId: plan.id } });
    expect(audit).toMatchObject([{ action: 'plan.approve', actorName: 'The operator' }]);
  });

  it('keeps waiting unchanged instead of being made again, and is withdrawn when it is not needed any more', async () => {
    const { cluster, clock, ctx } = await makeCluster(overloaded);
    const input = { clusterId: cluster.id };
    await suggestMoves({ ctx, input });
    clock.pass(20);
    expect((await suggestMoves({ ctx, input })).code).toBe('confirmed');
    expect(await ctx.db.plan.count({ where: input })).toBe(1);
    await sayPolicy(ctx.db, cluster.id, { cpuThresholdPercent: 100 });
    await ctx.db.vm.updateMany({ where: input, data: { automation: 'excluded' } });
    await suggestMoves({ ctx, input });
    expect(await ctx.db.plan.findFirst({ where: input })).toMatchObject({
      state: 'superseded',
      decisionReason: 'no-longer-needed',
    });
  });

  it('is planned again once somebody changes which moves are worth it, but not for how they are carried out', async () => {
    const { cluster, ctx } = await makeCluster({
      ...overloaded,
      vms: overloaded.vms.map((vm) => ({ ...vm, load: { base: 0.5, noise: 0 } })),
    });
    const input = { clusterId: cluster.id };
    await sayPolicy(ctx.db, cluster.id, { aggressiveness: 5 });
    await suggestMoves({ ctx, input });
    await sayPolicy(ctx.db, cluster.id, { targetPauseMs: 100, movesPerHost: 1 });
    expect((await suggestMoves({ ctx, input })).code).toBe('confirmed');
    await sayPolicy(ctx.db, cluster.id, { maxMoves: 1 });
    expect((await suggestMoves({ ctx, input })).code).toBe('suggested');
    const plans = await ctx.db.plan.findMany({
      where: input,
      orderBy: { number: 'asc' },
      include: { moves: true },
    });
    expect(plans.map(({ state, moves }) => [state, moves.length > 1])).toEqual([
      ['superseded', true],
      ['suggested', false],
    ]);
  });

  it('reports the current loads when it is confirmed', async () => {
    const { cluster, ctx } = await makeCluster(overloaded);
    await suggestMoves({ ctx, input: { clusterId: cluster.id } });
    const plan = await ctx.db.plan.findFirstOrThrow({
      where: { clusterId: cluster.id },
      include: { moves: { orderBy: { sequence: 'asc' } } },
    });
    const state = await readClusterState(ctx.db, cluster.id);
    const busier = {
      ...state,
      vms: state.vms.map((each) => ({ ...each, demandCores: (each.demandCores ?? 0) * 1.1 })),
    };
    const reasonAt = (of: typeof state) =>
      recheckMoves(snapshotOf(of, ctx.clock.now()), clusterPolicy(of).values, plan.moves).plan.moves[0]
        ?.reason;
    const [then, now] = [reasonAt(state), reasonAt(busier)];
    expect(then).toEqual(plan.moves[0]?.reason);
    expect(now?.code).toBe('cpu-overload');
    expect(Number(now?.facts.nowPercent)).toBeCloseTo(Number(then?.facts.nowPercent) * 1.1, 0);
    expect(now?.facts.thresholdPercent).toBe(then?.facts.thresholdPercent);
  });

  it('shows its loads in the order of its moves, even if the planner finds them in another order', async () => {
    const { cluster, ctx } = await makeCluster(overloaded);
    const input = { clusterId: cluster.id };
    await suggestMoves({ ctx, input });
    const inOrder = () => ctx.db.move.findMany({ where: { plan: input }, orderBy: { sequence: 'asc' } });
    const found = await inOrder();
    expect(found.length).toBeGreaterThan(1);
    for (const { id, sequence } of found) // moved to other numbers first: a sequence is unique in a plan
      await ctx.db.move.update({ where: { id }, data: { sequence: 100 - sequence } });
    expect((await suggestMoves({ ctx, input })).code).toBe('confirmed');
    const shown = await inOrder();
    expect(shown.map(({ vmId }) => vmId)).toEqual(found.map(({ vmId }) => vmId).reverse());
    // equal VMs: whichever moves first leaves the same load on the host
    const sources = (moves: typeof found) =>
      moves.map(({ reason }) => {
        const { code, facts } = Reason.parse(reason);
        return [code, facts.sourceAfterPercent];
      });
    expect(sources(shown)).toEqual(sources(found));
    expect(shown.at(-1)?.after).toEqual(found.at(-1)?.after);
  });

  it('is not made for a momentary imbalance, only for a usual one', async () => {
    const hosts = ['h1', 'h2', 'h3'];
    const { cluster, ctx, hostId } = await makeCluster({
      hosts: hosts.map((name) => simulatedHost(name)),
      vms: hosts.flatMap((name) =>
        ['a', 'b', 'c', 'd'].map((each) =>
          simulatedVm(`${name}-${each}`, name, { load: { base: 0.25, noise: 0 } }),
        ),
      ),
    });
    const input = { clusterId: cluster.id };
    // the current value is 0.75 of the host; the stored sample has 0.25, as everywhere
    await ctx.db.vm.updateMany({ where: { hostId: hostId('h1') }, data: { demandCores: 1.5 } });
    expect((await suggestMoves({ ctx, input })).code).toBe('balanced');
    await ctx.db.$executeRaw`DELETE FROM samples.vm_sample`;
    expect((await suggestMoves({ ctx, input })).code).toBe('suggested');
  });

  it('of which only some moves are approved becomes a plan with those moves', async () => {
    const { cluster, ctx, finish } = await makeCluster(overloaded);
    await suggestMoves({ ctx, input: { clusterId: cluster.id } });
    const plan = await ctx.db.plan.findFirstOrThrow({
      where: { clusterId: cluster.id },
      include: { moves: { orderBy: { sequence: 'asc' } } },
    });
    expect(plan.moves.length).toBeGreaterThan(1);
    const [chosen] = plan.moves;
    const { runId } = await approvePlan({
      ctx,
      input: { planId: plan.id, moveIds: [present(chosen?.id, 'move')] },
    });
    await finish(runId);
    const run = await ctx.db.run.findUniqueOrThrow({
      where: { id: runId },
      include: { moves: true, plan: true },
    });
    expect(run.plan.parentId).toBe(plan.id);
    expect(run.moves).toMatchObject([{ vmName: chosen?.vmName, state: 'done' }]);
  });

  it('may not be approved by a viewer', async () => {
    const { cluster, ctx } = await makeCluster(overloaded);
    await suggestMoves({ ctx, input: { clusterId: cluster.id } });
    const plan = await ctx.db.plan.findFirstOrThrow({ where: { clusterId: cluster.id } });
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(approvePlan({ ctx: viewer, input: { planId: plan.id } })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    expect(await ctx.db.plan.findUnique({ where: { id: plan.id } })).toMatchObject({ state: 'suggested' });
  });
});
