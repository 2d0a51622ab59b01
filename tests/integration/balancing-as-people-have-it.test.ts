import { describe, expect, it } from 'vitest';
import { versionOf, withPolicy } from '../../lib/db/policies.ts';
import type { PolicyChange } from '../../lib/model/policy.ts';
import { present } from '../../lib/model/present.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { previewEvacuation } from '../../lib/services/orders/evacuate-hosts.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { observeBy } from './support/observe-by.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { type SimulatedWorld, simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

/**
 * Cases that administrators reported about other balancers, from the observation to the finished job, with the
 * engine and policy in use.
 */

const database = withTestDatabase();

type Made = Awaited<ReturnType<typeof makeCluster>>;

async function makeCluster(world: SimulatedWorld) {
  const made = await makeObservedCluster(database.db, world);
  const { ctx, cluster, finish } = made;
  const suggest = async () => {
    const outcome = await suggestMoves({ ctx, input: { clusterId: cluster.id } });
    const plan = await ctx.db.plan.findFirst({
      where: { clusterId: cluster.id, state: 'suggested' },
      include: { moves: { orderBy: { sequence: 'asc' } } },
    });
    return { ...outcome, plan };
  };
  const carryOut = async (planId: string): Promise<void> => {
    await approvePlan({ ctx, input: { planId } });
    const run = await ctx.db.run.findUniqueOrThrow({ where: { planId } });
    await finish(run.id);
    expect(await ctx.db.run.findUnique({ where: { id: run.id } })).toMatchObject({ state: 'succeeded' });
  };
  const set = async (change: PolicyChange): Promise<void> => {
    const now = await ctx.db.cluster.findUniqueOrThrow({ where: { id: cluster.id }, include: withPolicy });
    const admin = { ...ctx, actor: personWith('administrator') };
    const version = versionOf(now);
    await editPolicy({ ctx: admin, input: { scope: 'cluster', clusterId: cluster.id, version, change } });
  };
  const countOn = async (host: string): Promise<number> =>
    Object.values(await made.places()).filter((on) => on === host).length;
  return { ...made, suggest, carryOut, set, countOn };
}

// after hashicorp/nomad#4258: `nodeinfo` reports the current frequency, 800 MHz on an idle host
describe('two hosts, one of which was first observed at its idle clock', () => {
  const CORES = 32;
  const shown: Record<string, number> = { a: 800, b: 3600 };

  /**
   * Seven VMs with four busy cores each on one host and five on the other, read through a libvirt that reports no
   * nominal clock.
   */
  async function makePair(crowded: 'a' | 'b') {
    const host = (name: string) => simulatedHost(name, { cpuCores: CORES, memoryMiB: 262_144 });
    const vms = Array.from({ length: 12 }, (_, i) =>
      simulatedVm(`vm-${i}`, i < 7 ? crowded : crowded === 'a' ? 'b' : 'a', {
        vcpus: 4,
        memoryMiB: 8192,
        load: { base: 1, noise: 0 },
      }),
    );
    const made = await makeCluster({ hosts: [host('a'), host('b')], vms });
    const { ctx, clock, driver, cluster, hostId } = made;
    const clocks = { ...shown };
    const plain = observeBy(driver, async (id) => {
      const seen = await driver.observeHost(id);
      const coreMhz = clocks[id === hostId('a') ? 'a' : 'b'] ?? 0;
      return { ...seen, facts: { ...seen.facts, coreMhz, nominalMhz: null } };
    });
    await ctx.db.host.updateMany({
      where: { clusterId: cluster.id },
      data: { coreMhz: null, knowsClock: false }, // as at their first observation
    });
    const tick = async (): Promise<void> => {
      clock.pass(15);
      await collectCluster({ ctx, driver: plain, input: { clusterId: cluster.id } });
    };
    const loads = async () => {
      const hosts = await ctx.db.host.findMany({
        where: { clusterId: cluster.id },
        orderBy: { name: 'asc' },
      });
      return hosts.map((each) => Math.round(CORES * (each.cpuLoad ?? -1)));
    };
    await tick();
    return { ...made, clocks, tick, loads };
  }

  it.each(['a', 'b'] as const)('relieves %s, the overloaded one, once and permanently', async (crowded) => {
    const { suggest, carryOut, tick, loads, clocks, ctx, cluster } = await makePair(crowded);
    expect(await loads()).toEqual(crowded === 'a' ? [28, 20] : [20, 28]);
    const { plan } = await suggest();
    expect(plan?.moves.map((move) => [move.fromHostName, move.reason])).toEqual([
      [crowded, expect.objectContaining({ code: 'cpu-overload' })],
    ]);
    await carryOut(present(plan?.id, 'plan'));
    await tick();
    expect(await loads()).toEqual([24, 24]);
    expect((await suggest()).code).toBe('balanced');
    // under load the host reports another clock, and later a lower one again; the loads must not change
    for (const mhz of [3600, 2400, 800]) {
      clocks.a = mhz;
      await tick();
      expect(await loads()).toEqual([24, 24]);
    }
    const demands = await ctx.db.vm.findMany({ where: { clusterId: cluster.id } });
    expect(demands.map((vm) => Math.round(vm.demandCores ?? -1))).toEqual(Array(12).fill(4));
  });
});

// after gyptazy/ProxLB#373 and #378, where the kernel killed guests on hosts whose memory was completely used
describe('hosts without an entered reserve', () => {
  const world = {
    hosts: [
      simulatedHost('big', { cpuCores: 64, memoryMiB: 393_216 }),
      ...['s1', 's2'].map((name) => simulatedHost(name, { cpuCores: 16, memoryMiB: 15_900 })),
    ],
    vms: Array.from({ length: 6 }, (_, i) =>
      simulatedVm(`vm-${i}`, 'big', { memoryMiB: 5300, touchedShare: 0.7, load: { base: 0.2, noise: 0 } }),
    ),
  };
  const preview = ({ ctx, hostId }: Made) => previewEvacuation({ ctx, input: { hostIds: [hostId('big')] } });

  it('are not filled to the last MiB, unless the policy allows it', async () => {
    const made = await makeCluster(world);
    const { ctx, cluster, set } = made;
    await ctx.db.policy.deleteMany({ where: { host: { clusterId: cluster.id } } });
    await set({ vmOverheadMiB: null });
    const kept = await preview(made);
    // 1 GiB is reserved and each VM needs some overhead: 15,900 MiB hold two VMs of 5300 MiB, not three
    expect(kept.plan).toMatchObject({ complete: false });
    expect(kept.plan.moves).toHaveLength(4);
    const codes = kept.plan.rejections.filter((each) => each.hostId !== undefined).map((each) => each.code);
    expect(new Set(codes)).toEqual(new Set(['no-memory']));
    await set({ reserveCpuPercent: 0, reserveMemoryPercent: 0, vmOverheadMiB: 0 });
    expect((await preview(made)).plan).toMatchObject({ complete: true });
    // a variant: nothing is reserved, but each VM needs one MiB more than there is
    await set({ vmOverheadMiB: 1 });
    expect((await preview(made)).plan).toMatchObject({ complete: false });
  });
});

// after Pr0zak/ProxBalance#73 and kubevirt/kubevirt#15681
describe('a cluster that depends on ballooning', () => {
  const world = {
    hosts: ['o1', 'o2', 'o3'].map((name) => simulatedHost(name, { cpuCores: 16 })),
    vms: ['o1', 'o2', 'o3'].flatMap((on) =>
      Array.from({ length: 10 }, (_, i) =>
        simulatedVm(`${on}-${i}`, on, {
          memoryMiB: 8192,
          touchedShare: 0.25,
          load: { base: on === 'o1' ? 0.79 : 0.15, noise: 0 },
        }),
      ),
    ),
  };

  it('reports that memory prevents the balancing of load, and moves VMs once the policy allows it', async () => {
    const { suggest, set, carryOut, collect, places, ctx, hostId } = await makeCluster(world);
    expect(await suggest()).toMatchObject({ code: 'no-memory', plan: null });
    await set({ memoryOvercommit: 1.2 }); // the assigned memory is 1.25 times the memory of the host
    expect(await suggest()).toMatchObject({ code: 'no-memory', plan: null });
    await set({ memoryOvercommit: 2 });
    const { plan } = await suggest();
    expect(plan?.moves.length).toBeGreaterThan(0);
    await carryOut(present(plan?.id, 'plan'));
    await collect();
    const after = await places();
    for (const move of plan?.moves ?? []) expect(after[move.vmName]).toBe(move.toHostName);
    expect((await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('o1') } })).cpuLoad).toBeLessThan(0.8);
  });

  it('is refused by the hypervisor if the memory is not actually free', async () => {
    const full = {
      hosts: world.hosts,
      vms: world.vms.map((vm) => ({ ...vm, touchedShare: vm.host === 'o1' ? 0.25 : 0.75 })),
    };
    const { suggest, set, ctx, finish } = await makeCluster(full);
    await set({ memoryOvercommit: 10 });
    await set({ memoryThresholdPercent: 100 });
    // plans use demand; the guests report little demand, and occupy much memory
    await ctx.db.vm.updateMany({ data: { demandMemoryMiB: 1024 } });
    const { plan } = await suggest();
    expect(plan?.moves.length).toBeGreaterThan(0);
    await approvePlan({ ctx, input: { planId: present(plan?.id, 'plan') } });
    const run = await ctx.db.run.findUniqueOrThrow({ where: { planId: present(plan?.id, 'plan') } });
    await finish(run.id);
    const moves = await ctx.db.move.findMany({ where: { runId: run.id } });
    expect(moves.map((move) => move.code)).toContain('destination-full');
  });
});

// after bigstack-oss/cubecos#1131 and vatesfr/xen-orchestra#5389
describe('thirty idle VMs on one of three hosts', () => {
  const world = {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name, { cpuCores: 16, memoryMiB: 262_144 })),
    vms: Array.from({ length: 30 }, (_, i) =>
      simulatedVm(`idle-${i}`, 'h1', {
        memoryMiB: 8192,
        touchedShare: 0.07,
        load: { base: 0.008, noise: 0 },
      }),
    ),
  };

  it('are not moved when balancing by use, and are spread when balancing by number or by assigned size', async () => {
    const { suggest, set, carryOut, collect, countOn } = await makeCluster(world);
    expect(await suggest()).toMatchObject({ code: 'balanced', plan: null });
    await set({ balanceBy: 'assigned' });
    const byAssigned = await suggest();
    expect(byAssigned.plan?.moves[0]?.reason).toMatchObject({ code: 'even-load' });
    await set({ balanceBy: 'count' });
    const byCount = await suggest();
    expect(byCount.plan?.moves[0]?.reason).toMatchObject({ code: 'even-load', facts: { resource: 'vms' } });
    await carryOut(present(byCount.plan?.id, 'plan'));
    await collect();
    const counts = [await countOn('h1'), await countOn('h2'), await countOn('h3')];
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(10);
    await set({ balanceBy: 'use' });
    expect(await suggest()).toMatchObject({ code: 'balanced', plan: null });
  });
});
