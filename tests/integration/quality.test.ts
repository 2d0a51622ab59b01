import { beforeEach, describe, expect, it } from 'vitest';
import { ensurePartitions } from '../../lib/db/sample-partitions.ts';
import { insertSamples } from '../../lib/db/samples.ts';
import { present } from '../../lib/model/present.ts';
import { compareLoads } from '../../lib/services/forecasts/compare-loads.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { readQuality } from '../../lib/views/quality/read-quality.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';
import { addJob, clock, ctx, database, now, world } from './support/small-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const earlier = (ms: number): Date => new Date(now.getTime() - ms);
const read = (timeZone = 'UTC') =>
  readQuality({ ctx: ctx(), input: { clusterId: world.cluster.id, timeZone } });

describe('the quality of balancing', () => {
  beforeEach(() => database.db.plan.deleteMany());

  const sampleAt = async (at: Date, overloadedHosts: number, starvedVms: number): Promise<void> => {
    await ensurePartitions(database.db, at, at);
    const cluster = { clusterId: world.cluster.id, spread: 0.1, peak: 1, overloadedHosts, starvedVms };
    await insertSamples(database.db, at, { hosts: [], vms: [], cluster });
  };

  it('adds up the time over a threshold and short of CPU, by month of the viewer', async () => {
    // 23 November, 09:00 UTC; the mean of an hour counts for the whole of it
    await sampleAt(earlier(2 * HOUR_MS), 1, 4);
    await sampleAt(earlier(2 * HOUR_MS - MINUTE_MS), 0, 0);
    await sampleAt(new Date('2026-10-31T23:30:00Z'), 2, 0);
    const { months } = await read();
    expect(months).toHaveLength(12);
    expect(months.at(-1)).toMatchObject({ overloadedHostMinutes: 30, starvedVmMinutes: 120 });
    expect(months.at(-2)).toMatchObject({ overloadedHostMinutes: 120, starvedVmMinutes: 0 });
    expect(months.at(-3)).toMatchObject({ overloadedHostMinutes: null, movesADay: null });
    const tokyo = (await read('Asia/Tokyo')).months;
    expect(tokyo.at(-1)?.overloadedHostMinutes).toBe(150);
    expect(tokyo.at(-1)?.at).toEqual(new Date('2026-10-31T15:00:00Z'));
  });

  it('counts moves of balancing, those that came back within a day, and durations as forecast', async () => {
    const { busy, idle } = world;
    const there = { fromHostId: busy.id, toHostId: idle.id, state: 'done', predictedSeconds: 10 };
    const back = { ...there, fromHostId: idle.id, toHostId: busy.id };
    const at = (ms: number) => ({ startedAt: earlier(ms), finishedAt: earlier(ms - MINUTE_MS) });
    const balance = { kind: 'balance', state: 'succeeded', finishedAt: earlier(DAY_MS) };
    await addJob({ ...there, ...at(3 * DAY_MS), durationMs: 12_400 }, balance);
    await addJob({ ...back, ...at(3 * DAY_MS - 2 * HOUR_MS), durationMs: 12_600 }, balance); // back after two hours
    await addJob({ ...there, ...at(DAY_MS / 2), durationMs: 10_000 }, balance); // not within a day
    await addJob({ ...back, ...at(HOUR_MS), durationMs: 10_000 }, { kind: 'migrate' }); // by a person
    await sampleAt(earlier(HOUR_MS), 0, 0);
    await sampleAt(earlier(2 * HOUR_MS), 0, 0);
    const month = present((await read()).months.at(-1), 'this month');
    expect(month).toMatchObject({ moves: 3, back: 1, timed: 3, asForecast: 2 });
    expect(month.movesADay).toBeCloseTo(3 * 12);
  });

  it('counts what became of suggestions, with the reasons for dismissals', async () => {
    const plan = (
      state: 'approved' | 'dismissed' | 'expired',
      decisionReason: string | null = null,
      dismissal: string | null = null,
    ) => ({
      clusterId: world.cluster.id,
      kind: 'balance' as const,
      state,
      decisionReason,
      dismissal,
      snapshot: {},
      policy: {},
      before: {},
      after: {},
      complete: true,
      rejections: [],
      planningMs: 1,
      requestedBy: 'policy',
      takenAt: now,
      createdAt: earlier(HOUR_MS),
      confirmedAt: now,
      ...(state === 'expired' ? {} : { decidedAt: now, decidedBy: 'Ann' }),
    });
    await database.db.plan.createMany({
      data: [
        plan('approved'),
        plan('expired'),
        plan('dismissed', 'backup runs', 'not-now'),
        plan('dismissed', ' backup runs ', 'not-now'),
        plan('dismissed', null, 'too-many'),
        plan('dismissed'),
      ],
    });
    const quality = await read();
    expect(quality.months.at(-1)).toMatchObject({ approved: 1, dismissed: 4 });
    expect(quality.dismissed).toEqual([
      { why: 'not-now', reason: 'backup runs', count: 2 },
      { why: 'too-many', reason: null, count: 1 },
      { why: 'other', reason: null, count: 1 },
    ]);
  });

  it('refuses a cluster that does not exist', async () => {
    const input = { clusterId: 'nonsense', timeZone: 'UTC' };
    await expect(readQuality({ ctx: ctx(), input })).rejects.toMatchObject({ code: 'cluster-not-found' });
    expect(clock.now()).toEqual(now);
  });
});

describe('loads after a job', () => {
  const own = withTestDatabase();

  it('are compared with the predicted ones once they have settled', async () => {
    const vms = Array.from({ length: 6 }, (_, i) =>
      simulatedVm(`vm-${i}`, 'a', { vcpus: 2, load: { base: 0.6, noise: 0 } }),
    );
    const made = await makeObservedCluster(own.db, { hosts: [simulatedHost('a'), simulatedHost('b')], vms });
    const { cluster, clock: time, ctx: operator, collect, finish } = made;
    const input = { clusterId: cluster.id };
    await suggestMoves({ ctx: operator, input });
    const plan = await own.db.plan.findFirstOrThrow({ where: { clusterId: cluster.id, state: 'suggested' } });
    const { runId } = await approvePlan({ ctx: operator, input: { planId: plan.id } });
    await finish(runId);
    for (let i = 0; i < 10; i++) await collect();
    expect(await compareLoads({ ctx: operator, input })).toBe(0); // too early
    for (let i = 0; i < 20; i++) await collect();
    expect(await compareLoads({ ctx: operator, input })).toBe(1);
    const run = await own.db.run.findUniqueOrThrow({ where: { id: runId } });
    expect(run.loadComparedAt).toEqual(time.now());
    // constant demand: the loads are those of the plan
    expect(present(run.loadError, 'error')).toBeLessThan(0.01);
    expect(await compareLoads({ ctx: operator, input })).toBe(0);
    const { months } = await readQuality({ ctx: operator, input: { ...input, timeZone: 'UTC' } });
    expect(months.at(-1)).toMatchObject({ compared: 1, loadError: run.loadError });
  });
});
