import { describe, expect, it } from 'vitest';
import type { DriverErrorCode } from '../../lib/model/errors.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { rememberRefusal } from '../../lib/services/refusals/remember-refusal.ts';
import { tryAgain } from '../../lib/services/refusals/try-again.ts';
import { makeContext, personWith } from './support/context.ts';
import { observeBy } from './support/observe-by.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { database, makeCluster } from './support/refusing-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

describe('a refused pair', () => {
  async function refused(code: DriverErrorCode = 'cpu-incompatible') {
    const made = await makeCluster();
    await made.refuse('h2', 'check', code, code === 'destination-refused' ? undefined : 'a');
    const runId = await made.migrate('a', 'h2');
    return { ...made, runId };
  }
  const observing = (
    driver: HypervisorDriver,
    change: (observation: Awaited<ReturnType<HypervisorDriver['observeHost']>>) => void,
  ): HypervisorDriver =>
    observeBy(driver, async (hostId) => {
      const observation = await driver.observeHost(hostId);
      const own = {
        ...observation,
        facts: { ...observation.facts },
        vms: observation.vms.map((vm) => ({ ...vm })),
      };
      change(own);
      return own;
    });

  it('is not retried at the same host, and is stored with its reason', async () => {
    const { job, runId, pairs, ctx, cluster } = await refused();
    expect((await job(runId)).moves.a).toMatchObject({
      state: 'skipped',
      code: 'cpu-incompatible',
      tries: 0,
    });
    expect(await pairs()).toEqual(['a h2 cpu-incompatible']);
    expect(await ctx.db.refusal.findMany({ where: { clusterId: cluster.id } })).toMatchObject([
      { code: 'cpu-incompatible', scope: 'pair', runId, expiresAt: null },
    ]);
  });

  it('remains as long as nothing changes, even for a year', async () => {
    const { pairs, collect, clock } = await refused();
    for (let i = 0; i < 3; i++) await collect();
    clock.pass(365 * 86_400);
    expect(await pairs()).toEqual(['a h2 cpu-incompatible']);
  });

  it.each([
    ['a version of a hypervisor', { version: 'Ballast simulator 2' }, {}],
    ['the CPU of the destination', { cpuFeatures: ['avx512'] }, {}],
    ['a network of the destination', { networks: ['dmz'] }, {}],
    ['the definition of the VM', {}, { definition: 'another' }],
    ['a device of the VM', {}, { localDevices: [], networks: ['lan'] }],
  ])(
    'is deleted when one of its values changes, and does not come back when that is reverted: %s',
    async (_, facts, vm) => {
      const { pairs, ctx, driver, cluster, clock, collect, vmId } = await refused();
      const uuid = (await ctx.db.vm.findUniqueOrThrow({ where: { id: await vmId('a') } })).uuid;
      const changed = observing(driver, (observation) => {
        Object.assign(observation.facts, facts);
        for (const each of observation.vms) if (each.uuid === uuid) Object.assign(each, vm);
      });
      clock.pass(15);
      await collectCluster({ ctx, driver: changed, input: { clusterId: cluster.id } });
      expect(await pairs()).toEqual([]);
      await collect();
      expect(await pairs()).toEqual([]);
    },
  );

  it('is deleted when the address of the destination changes', async () => {
    const { pairs, ctx, hostId } = await refused();
    await ctx.db.host.update({ where: { id: hostId('h2') }, data: { migrationAddress: '10.0.8.12' } });
    expect(await pairs()).toEqual([]);
  });

  it('is cleared at a person’s request, with an audit row', async () => {
    const { pairs, ctx, clock, cluster } = await refused();
    const refusal = await ctx.db.refusal.findFirst({ where: { clusterId: cluster.id } });
    const input = { refusalIds: [present(refusal?.id, 'refusal')] };
    const viewer = makeContext(ctx.db, { clock, actor: personWith('viewer') });
    await expect(tryAgain({ ctx: viewer, input })).rejects.toMatchObject({ code: 'not-allowed' });
    await tryAgain({ ctx, input });
    expect(await pairs()).toEqual([]);
    const audit = await ctx.db.auditEntry.findMany({ where: { action: 'refusal.try-again' } });
    expect(audit.at(-1)).toMatchObject({ target: 'a -> h2', details: { code: 'cpu-incompatible' } });
    await expect(tryAgain({ ctx, input })).rejects.toMatchObject({ code: 'refusal-not-found' });
    await expect(tryAgain({ ctx, input: { refusalIds: [] } })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });
});

describe('a connection whose login is refused', () => {
  it('is not used for any VM of that host, for an hour', async () => {
    const { refuse, migrate, pairs, clock } = await makeCluster();
    await refuse('h2', 'check', 'destination-refused');
    await migrate('a', 'h2');
    expect(await pairs()).toEqual(['a h2 destination-refused', 'b h2 destination-refused']);
    clock.pass(3601);
    expect(await pairs()).toEqual([]);
  });

  it('is tried again after the destination was unreachable and is back', async () => {
    const { refuse, migrate, pairs, clock, store, hostId, collect } = await makeCluster();
    await refuse('h2', 'check', 'destination-refused');
    await migrate('a', 'h2');
    await store.append(clock.now(), { type: 'host-down', hostId: hostId('h2') });
    for (let i = 0; i < 5; i++) await collect();
    expect(await pairs()).toHaveLength(2);
    await store.append(clock.now(), { type: 'host-up', hostId: hostId('h2') });
    await collect();
    expect(await pairs()).toEqual([]);
  });

  it('is not refused any more if the clock was wrong at the time', async () => {
    const { refuse, migrate, pairs, clock } = await makeCluster();
    await refuse('h2', 'check', 'destination-refused');
    await migrate('a', 'h2');
    clock.pass(-7 * 86_400);
    expect(await pairs()).toEqual([]);
  });
});

describe('a suggestion', () => {
  /** One host far over its threshold, two with free memory, and a check that refuses one or the other. */
  async function overloaded() {
    const made = await makeObservedCluster(database.db, {
      hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
      vms: ['a', 'b', 'c', 'd'].map((name) => simulatedVm(name, 'h1', { load: { base: 0.95, noise: 0 } })),
    });
    const { ctx, cluster, clock, collect, finish, store, hostId } = made;
    const input = { clusterId: cluster.id };
    const suggest = async () => {
      await suggestMoves({ ctx, input });
      return ctx.db.plan.findFirst({
        where: { clusterId: cluster.id, state: 'suggested' },
        include: { moves: { orderBy: { sequence: 'asc' } } },
      });
    };
    const refuse = (host: string, code: DriverErrorCode) =>
      store.append(clock.now(), { type: 'refuse', hostId: hostId(host), when: 'check', code });
    const approve = async (planId: string) => {
      const { runId } = await approvePlan({ ctx, input: { planId } });
      await finish(runId);
      await collect();
      return ctx.db.run.findUniqueOrThrow({ where: { id: runId }, include: { moves: true } });
    };
    return { ...made, suggest, refuse, approve };
  }
  const pairsOf = (plan: { moves: { vmId: string | null; toHostId: string }[] } | null): string[] =>
    (plan?.moves ?? []).map(({ vmId, toHostId }) => `${vmId} ${toHostId}`);

  it('that was refused is not made again unchanged, as after harvester/harvester#10698', async () => {
    const { suggest, refuse, approve } = await overloaded();
    await refuse('h2', 'cpu-incompatible');
    const refused = new Set<string>();
    for (let round = 0; round < 6; round++) {
      const plan = await suggest();
      if (!plan) break;
      for (const pair of pairsOf(plan)) expect(refused).not.toContain(pair);
      const { moves } = await approve(plan.id);
      for (const { vmId, toHostId, state } of moves)
        if (state === 'skipped') refused.add(`${vmId} ${toHostId}`);
    }
    expect(refused.size).toBeGreaterThan(0);
  });

  it('uses another destination, or is not made, if all hosts refuse a VM', async () => {
    const { suggest, refuse, approve } = await overloaded();
    for (const host of ['h2', 'h3']) await refuse(host, 'vm-not-movable');
    const moved = new Set<string | null>();
    for (let round = 0; round < 6; round++) {
      const plan = await suggest();
      if (!plan) break;
      for (const { vmId } of plan.moves) expect(moved).not.toContain(vmId);
      const { moves } = await approve(plan.id);
      for (const { vmId } of moves) moved.add(vmId);
    }
    expect(await suggest()).toBeNull();
    expect(moved.size).toBeGreaterThan(0);
  });

  it('is withdrawn if one of its moves is refused while it waits', async () => {
    const { ctx, suggest, refuse } = await overloaded();
    const plan = await suggest();
    const [first] = plan?.moves ?? [];
    if (!plan || !first?.vmId) throw new Error('nothing was suggested');
    const host = (await ctx.db.host.findUniqueOrThrow({ where: { id: first.toHostId } })).name;
    await refuse(host, 'cpu-incompatible');
    const move = { vmId: first.vmId, fromHostId: first.fromHostId, toHostId: first.toHostId, runId: null };
    const failure = { code: 'cpu-incompatible', scope: 'pair', facts: {}, message: null } as const;
    await ctx.db.$transaction((tx) => rememberRefusal(tx, move, failure, ctx.clock.now()));
    const next = await suggest();
    expect(next?.id).not.toBe(plan.id);
    expect(pairsOf(next)).not.toContain(`${first.vmId} ${first.toHostId}`);
  });

  it('is made again, and carried out, once a person has cleared the refusal', async () => {
    const { ctx, cluster, suggest, refuse, approve, store, clock, hostId } = await overloaded();
    for (const host of ['h2', 'h3']) await refuse(host, 'cpu-incompatible');
    for (let plan = await suggest(); plan; plan = await suggest()) await approve(plan.id);
    for (const host of ['h2', 'h3'])
      await store.append(clock.now(), { type: 'accept', hostId: hostId(host) });
    expect(await suggest()).toBeNull();
    const kept = await ctx.db.refusal.findMany({ where: { clusterId: cluster.id } });
    await tryAgain({ ctx, input: { refusalIds: kept.map(({ id }) => id) } });
    const plan = await suggest();
    if (!plan) throw new Error('nothing was suggested');
    expect(await approve(plan.id)).toMatchObject({ state: 'succeeded' });
  });
});
