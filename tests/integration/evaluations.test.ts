import { describe, expect, it } from 'vitest';
import { optimizeCluster } from '../../lib/services/plans/optimize-cluster.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { readCluster } from '../../lib/views/cluster/read-cluster.ts';
import { readEvaluations } from '../../lib/views/evaluations/read-evaluations.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const HOUR_MS = 3_600_000;

const hosts = ['h1', 'h2', 'h3'].map((name) => simulatedHost(name));
const loaded = (base: number) => ({ load: { base, noise: 0 } });
const overloaded = {
  hosts,
  vms: ['a', 'b', 'c', 'd', 'e'].map((name) => simulatedVm(`vm-${name}`, 'h1', loaded(0.8))),
};
const even = { hosts, vms: ['h1', 'h2', 'h3'].map((on) => simulatedVm(`on-${on}`, on, loaded(0.5))) };

const open = async (world: typeof even) => {
  const made = await makeObservedCluster(database.db, world);
  const input = { clusterId: made.cluster.id };
  const evaluate = () => suggestMoves({ ctx: made.ctx, input });
  const log = (more: object = {}) => {
    const now = made.clock.now();
    const span = { from: new Date(now.getTime() - HOUR_MS), to: now };
    return readEvaluations({ ctx: made.ctx, input: { ...input, ...span, ...more } });
  };
  return { ...made, evaluate, log };
};

describe('the log of evaluations', () => {
  it('says what was seen and what came of it, and continues a row while nothing changes', async () => {
    const { clock, evaluate, log } = await open(overloaded);
    const first = clock.now();
    await evaluate();
    clock.pass(20);
    await evaluate();
    clock.pass(20);
    await evaluate();
    const { rows, total } = await log();
    expect(total).toBe(2);
    expect(rows).toMatchObject([
      { times: 2, cause: 'schedule', outcome: { code: 'confirmed' }, until: clock.now() },
      {
        times: 1,
        at: first,
        outcome: { code: 'suggested' },
        seen: { hosts: 3, online: 3, overloaded: 1, overloadedNames: ['h1'], unknown: 0 },
      },
    ]);
    expect(rows[0]?.suggestion).toEqual(rows[1]?.suggestion);
    expect(rows[0]?.suggestion?.number).toBeGreaterThan(0);
  });

  it('names the best move that was left out, and the page of the cluster does', async () => {
    const { ctx, cluster, evaluate, log } = await open(overloaded);
    await ctx.db.vm.updateMany({ where: { clusterId: cluster.id }, data: { automation: 'manual' } });
    await evaluate();
    const leftOut = { from: 'h1', why: { code: 'manual' }, aggressiveness: null };
    expect((await log()).rows).toMatchObject([{ outcome: { code: 'no-move-pays' }, leftOut }]);
    expect((await readCluster({ ctx, input: { clusterId: cluster.id } })).leftOut).toMatchObject(leftOut);
  });

  it('begins a new row after a break, and when somebody asks', async () => {
    const { ctx, cluster, clock, collect, evaluate, log } = await open(even);
    await evaluate();
    clock.pass(1000);
    await collect();
    await evaluate();
    await optimizeCluster({ ctx, input: { clusterId: cluster.id } });
    const { rows } = await log();
    expect(rows.map(({ cause, times }) => [cause, times])).toEqual([
      ['request', 1],
      ['schedule', 1],
      ['schedule', 1],
    ]);
    expect(rows.every(({ outcome }) => outcome.code === 'balanced')).toBe(true);
  });

  it('is filtered by cluster, outcome and time', async () => {
    const { ctx, cluster, clock, collect, evaluate, log } = await open(overloaded);
    await evaluate();
    clock.pass(2 * 3600);
    await collect();
    await sayPolicy(ctx.db, cluster.id, { cpuThresholdPercent: 100, aggressiveness: 1 });
    await ctx.db.vm.updateMany({ where: { clusterId: cluster.id }, data: { automation: 'excluded' } });
    await evaluate();
    expect((await log({ code: 'suggested' })).rows).toEqual([]); // two hours ago
    const long = { from: new Date(clock.now().getTime() - 3 * HOUR_MS) };
    expect((await log(long)).total).toBe(2);
    expect((await log({ ...long, code: 'suggested' })).rows).toHaveLength(1);
    const other = await open(even);
    await other.evaluate();
    expect((await log(long)).total).toBe(2);
    expect((await log({ ...long, clusterId: null })).total).toBeGreaterThan(2);
  });
});
