import { describe, expect, it } from 'vitest';
import { clusterPolicy } from '../../lib/db/policies.ts';
import { planRelocations } from '../../lib/engine/relocate.ts';
import type { PolicyPatch } from '../../lib/model/policy.ts';
import { present } from '../../lib/model/present.ts';
import { forecastPlan } from '../../lib/services/forecasts/forecast-plan.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { startRun } from '../../lib/services/orders/start-run.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { storePlan } from '../../lib/services/plans/store-plan.ts';
import { advanceRun, advanceRuns } from '../../lib/services/runs/advance-run.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { readJobs } from '../../lib/views/job/read-jobs.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { type SimulatedWorld, simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
type Made = Awaited<ReturnType<typeof makeCluster>>;

async function makeCluster(world: SimulatedWorld, stated: PolicyPatch = {}) {
  const made = await makeObservedCluster(database.db, world);
  await sayPolicy(database.db, made.cluster.id, stated);
  const migrate = async (vm: string, to: string, more: object = {}): Promise<string> => {
    const input = { vmId: await made.vmId(vm), toHostId: made.hostId(to), ...more };
    return (await migrateVm({ ctx: made.ctx, input })).runId;
  };
  return { ...made, migrate };
}

const activeMoves = ({ ctx, cluster }: Made) =>
  ctx.db.move.findMany({
    where: {
      run: { clusterId: cluster.id },
      state: { in: ['checking', 'migrating', 'verifying', 'unknown'] },
    },
    orderBy: { vmName: 'asc' },
  });

/** Ticks until all runs have ended; calls `check` after each. */
async function carryOut(made: Made, check: () => Promise<void> | void): Promise<void> {
  const { ctx, driver, clock, cluster } = made;
  for (let tick = 0; tick < 400; tick++) {
    const { isLeft } = await advanceRuns({ ctx, driver, input: { clusterId: cluster.id } });
    await check();
    if (!isLeft) return;
    clock.pass(0.5);
    if (tick % 30 === 29) await made.collect();
  }
  throw new Error('the runs did not end');
}

const four = {
  hosts: ['h1', 'h2', 'h3', 'h4'].map((name) => simulatedHost(name)),
  vms: ['a', 'b', 'c', 'd', 'e', 'f'].map((name, i) => simulatedVm(name, i < 3 ? 'h1' : 'h2')),
};

describe('limits', () => {
  it('of a host apply to all runs, even if two workers tick at the same time', async () => {
    const made = await makeCluster(four, { movesPerHost: 1 });
    for (const vm of ['a', 'b', 'c']) await made.migrate(vm, 'h3');
    for (const vm of ['d', 'e']) await made.migrate(vm, 'h4');
    let most = 0;
    await carryOut(made, async () => {
      const { ctx, driver, cluster } = made;
      await Promise.all([1, 2].map(() => advanceRuns({ ctx, driver, input: { clusterId: cluster.id } })));
      const moves = await activeMoves(made);
      most = Math.max(most, moves.length);
      for (const id of ['h1', 'h2', 'h3', 'h4'].map(made.hostId)) {
        const there = moves.filter((move) => move.fromHostId === id || move.toHostId === id);
        expect(there.length).toBeLessThanOrEqual(1);
      }
    });
    expect(most).toBe(2);
    expect(await made.places()).toMatchObject({ a: 'h3', b: 'h3', c: 'h3', d: 'h4', e: 'h4', f: 'h2' });
  });

  it('of the cluster and of a migration network apply as well', async () => {
    for (const limit of ['movesPerCluster', 'movesPerNetwork']) {
      const made = await makeCluster(four, { movesPerHost: 4, [limit]: 1 });
      await made.ctx.db.host.updateMany({
        where: { clusterId: made.cluster.id },
        data: { migrationNetwork: 'storage-net' },
      });
      await made.migrate('a', 'h3');
      const second = await made.migrate('d', 'h4');
      await advanceRun({ ctx: made.ctx, driver: made.driver, input: { runId: second } });
      expect((await activeMoves(made)).map((move) => move.vmName)).toEqual(['a']);
      const [move] = (await readJob({ ctx: made.ctx, input: { runId: second } })).moves;
      expect(move?.waiting).toEqual(
        limit === 'movesPerCluster'
          ? { position: 1, code: 'cluster-limit', facts: { limit: 1 } }
          : { position: 1, code: 'network-limit', facts: { network: 'storage-net', limit: 1 } },
      );
    }
  });

  it('are refilled one by one, the older run first, and a blocked move does not block others', async () => {
    const made = await makeCluster(four, { movesPerHost: 1 });
    const begun: string[] = [];
    for (const vm of ['a', 'b']) await made.migrate(vm, 'h3');
    await made.migrate('d', 'h4');
    await made.migrate('c', 'h4');
    await carryOut(made, async () => {
      for (const move of await activeMoves(made)) if (!begun.includes(move.vmName)) begun.push(move.vmName);
    });
    expect(begun.slice(0, 2).sort()).toEqual(['a', 'd']); // b waits for h1, and d is started before it
    expect(begun.indexOf('b')).toBeLessThan(begun.indexOf('c')); // both wait for h1: the older first
  });
});

describe('the remaining time', () => {
  it.each(['movesPerHost', 'movesPerCluster', 'movesPerNetwork'])(
    'of a job matches the approved forecast, with a limit of one for %s',
    async (limit) => {
      const made = await makeCluster(four, { movesPerHost: 4, [limit]: 1 });
      const { ctx, cluster, hostId } = made;
      await ctx.db.host.updateMany({ where: { clusterId: cluster.id }, data: { migrationNetwork: 'lan' } });
      const approved = 1000 * (await readEvacuation({ ctx, input: { hostIds: [hostId('h1')] } })).seconds;
      const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
      const job = await readJob({ ctx, input: { runId: present(runId, 'run') } });
      expect(job.leftMs).toBeCloseTo(approved, 3);
      expect(job.predictedMs).toBeCloseTo(approved, 3);
      const starts = job.moves.map((move) => move.startsInMs ?? -1).toSorted((a, b) => a - b);
      expect(starts[0]).toBe(0);
      expect(starts[1]).toBeGreaterThan(1000); // one at a time
      expect(starts[2]).toBeGreaterThan((starts[1] ?? 0) + 1000);
      const filter = { show: 'active', kind: null, clusterId: cluster.id, page: 1 } as const;
      expect((await readJobs({ ctx, input: filter })).rows[0]?.leftMs).toBe(job.leftMs);

      const beside = await made.migrate('d', 'h3'); // it waits behind all of them, under the limits of the cluster
      const left = (await readJob({ ctx, input: { runId: beside } })).leftMs;
      if (limit !== 'movesPerHost') expect(left).toBeGreaterThan(approved);
    },
  );
});

describe('the queue', () => {
  it('gives every waiting move its position and what it waits for', async () => {
    const made = await makeCluster(four, { movesPerHost: 1 });
    const { ctx, driver, hostId } = made;
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    const late = await made.migrate('d', 'h1').catch(() => null);
    expect(late).toBeNull(); // a host that is being evacuated receives no VM
    const later = await made.migrate('d', 'h3');
    await advanceRun({ ctx, driver, input: { runId: present(runId, 'run') } });
    const moves = [
      ...(await readJob({ ctx, input: { runId: present(runId, 'run') } })).moves,
      ...(await readJob({ ctx, input: { runId: later } })).moves,
    ];
    const waiting = moves.filter((move) => move.state === 'pending').map((move) => move.waiting);
    expect(waiting.map((each) => each?.position)).toEqual(waiting.map((_, i) => i + 1));
    expect(waiting.slice(0, 2).map((each) => each?.code)).toEqual(['host-limit', 'host-limit']);
    expect(waiting[0]?.facts).toEqual({ host: 'h1', limit: 1 });
    expect(moves.filter((move) => move.state !== 'pending').every((move) => move.waiting === null)).toBe(
      true,
    );
  });
});

describe('the order that was proved safe', () => {
  const tight = (name: string) => simulatedHost(name, { memoryMiB: 16_384 });
  const big = (name: string, on: string) => simulatedVm(name, on, { memoryMiB: 10_240 });

  /** A plan with these hosts, approved unchanged. */
  async function startRelocation(made: Made, places: [vm: string, to: string][]): Promise<string> {
    const { ctx, clock, hostId, vmId } = made;
    const cluster = await readClusterState(ctx.db, made.cluster.id);
    const snapshot = snapshotOf(cluster, clock.now());
    const policy = clusterPolicy(cluster).values;
    const wanted = await Promise.all(
      places.map(async ([vm, to]) => ({ vmId: await vmId(vm), toHostId: hostId(to) })),
    );
    const plan = planRelocations(snapshot, policy, wanted, { code: 'undo', facts: { run: 'R-1' } });
    return ctx.db.$transaction(async (tx) => {
      const draft = { kind: 'undo', state: 'approved', planningMs: 0, requestedBy: 'x' } as const;
      const forecast = forecastPlan(cluster, snapshot, policy, plan.moves);
      const made = { cluster, snapshot, policy, plan, forecast, now: clock.now() };
      const stored = await storePlan(tx, { ...draft, ...made });
      return (await startRun(tx, stored, { requestedBy: 'x', now: clock.now() })).id;
    });
  }

  it('carries out a swap through a third host: one VM moves twice', async () => {
    const made = await makeCluster({
      hosts: ['h1', 'h2', 'h3'].map(tight),
      vms: [big('a', 'h1'), big('b', 'h2')],
    });
    const runId = await startRelocation(made, [
      ['a', 'h2'],
      ['b', 'h1'],
    ]);
    const { ctx, driver } = made;
    await advanceRun({ ctx, driver, input: { runId } });
    const job = await readJob({ ctx, input: { runId } });
    expect(job.moves.map((move) => [move.state, move.waiting?.code])).toEqual([
      ['migrating', undefined],
      ['pending', 'no-memory-yet'],
      ['pending', 'run-order'],
    ]);
    await carryOut(made, () => undefined);
    expect(await made.places()).toEqual({ a: 'h2', b: 'h1' });
  });

  it('skips moves that need the memory of a VM that stays, and continues with the others', async () => {
    const made = await makeCluster({
      hosts: ['h1', 'h2', 'h3', 'h4'].map(tight),
      vms: [big('a', 'h1'), big('b', 'h2'), simulatedVm('c', 'h4')],
    });
    const runId = await startRelocation(made, [
      ['a', 'h3'],
      ['b', 'h1'],
      ['c', 'h2'],
    ]);
    const { ctx } = made;
    // a cannot move any more: a job of the hypervisor blocks it
    await ctx.db.vm.updateMany({
      where: { name: 'a', clusterId: made.cluster.id },
      data: { duplicateHostId: made.hostId('h4') },
    });
    await carryOut(made, () => undefined);
    const moves = await ctx.db.move.findMany({ where: { runId }, orderBy: { vmName: 'asc' } });
    expect(moves.map((move) => [move.vmName, move.state, move.code])).toEqual([
      ['a', 'skipped', 'two-copies'],
      ['b', 'skipped', 'no-memory'],
      ['c', 'done', null],
    ]);
    expect(await ctx.db.run.findUnique({ where: { id: runId } })).toMatchObject({ state: 'partly' });
  });
});

describe('overcommitted memory', () => {
  it('lets a VM move to an overcommitted host, as far as the policy allows', async () => {
    const world = {
      hosts: [simulatedHost('h1', { memoryMiB: 16_384 }), simulatedHost('h2', { memoryMiB: 16_384 })],
      vms: [
        simulatedVm('a', 'h1', { memoryMiB: 8192, touchedShare: 0.5 }),
        simulatedVm('b', 'h2', { memoryMiB: 8192, touchedShare: 0.5 }),
        simulatedVm('c', 'h2', { memoryMiB: 4096, touchedShare: 0.5 }),
      ],
    };
    const made = await makeCluster(world);
    await expect(made.migrate('a', 'h2')).rejects.toMatchObject({ facts: { reason: 'no-memory' } });
    await sayPolicy(database.db, made.cluster.id, { memoryOvercommit: 1.5 });
    const runId = await made.migrate('a', 'h2');
    await made.finish(runId);
    expect(await made.ctx.db.move.findFirstOrThrow({ where: { runId } })).toMatchObject({ state: 'done' });
    expect((await made.places()).a).toBe('h2');
  });
});
