import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import type { Context } from '../../lib/services/context.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { dismissPlan } from '../../lib/services/plans/dismiss-plan.ts';
import { SUGGESTION_LIFE_SECONDS } from '../../lib/services/plans/keep-suggestion.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { type JobFilter, readJobs } from '../../lib/views/job/read-jobs.ts';
import { readSuggestion } from '../../lib/views/suggestion/read-suggestion.ts';
import { readSuggestions } from '../../lib/views/suggestion/read-suggestions.ts';
import { makeContext, personWith, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import {
  type SimulatedWorld,
  simulatedHost,
  simulatedVm,
  storeSimulatedCluster,
} from './support/simulated-cluster.ts';

const database = withTestDatabase();
const NOBODY = '01a206df-0bf4-7509-b4b1-95d5af16636a';

async function makeCluster(world: SimulatedWorld) {
  const clock = new TestClock();
  const { cluster, openDriver, hostId } = await storeSimulatedCluster(database.db, world, clock.now());
  const driver = openDriver(clock);
  const ctx: Context = makeContext(database.db, { clock, actor: personWith('operator') });
  const clusterId = cluster.id;
  const collect = async (): Promise<void> => {
    clock.pass(15);
    await collectCluster({ ctx, driver, input: { clusterId } });
  };
  await collect();
  await collect();
  const advance = async (runId: string, ticks: number): Promise<boolean> => {
    for (let tick = 0; tick < ticks; tick++) {
      if (await advanceRun({ ctx, driver, input: { runId } })) return true;
      clock.pass(0.5);
    }
    return false;
  };
  const suggest = async (): Promise<string> => {
    await suggestMoves({ ctx, input: { clusterId } });
    const plan = await ctx.db.plan.findFirstOrThrow({ where: { clusterId, state: 'suggested' } });
    return plan.id;
  };
  return { clusterId, clock, ctx, hostId, collect, advance, suggest };
}

const hosts = [simulatedHost('h1'), simulatedHost('h2'), simulatedHost('h3')];
const overloaded = {
  hosts,
  vms: ['a', 'b', 'c', 'd', 'e'].map((name) =>
    simulatedVm(`vm-${name}`, 'h1', { load: { base: 0.8, noise: 0 } }),
  ),
};

describe('the page of a suggestion', () => {
  it('shows its moves, the affected hosts before and after, and why other moves were rejected', async () => {
    const { ctx, suggest } = await makeCluster(overloaded);
    const page = await readSuggestion({ ctx, input: { planId: await suggest() } });
    expect(page).toMatchObject({ state: 'suggested', run: null, supersededBy: null, waiting: null });
    const relieved = page.hosts.find((host) => host.name === 'h1');
    expect(relieved?.cpuBefore).toBeGreaterThan(80);
    expect(relieved?.cpuAfter).toBeLessThan(80);
    expect(page.hosts[0]?.name).toBe('h1'); // the fullest first
    const moved = page.moves.length;
    expect(moved).toBeGreaterThan(0);
    expect(page.hosts.reduce((sum, host) => sum + host.vmsAfter - host.vmsBefore, 0)).toBe(0);
    expect(relieved).toMatchObject({ vmsBefore: 5, vmsAfter: 5 - moved });
    expect(page.moves.every((move) => move.from === 'h1' && move.predicted.seconds > 0)).toBe(true);
    expect(page.rejections.every((each) => each.vm === null || each.vm.startsWith('vm-'))).toBe(true);
  });

  it('shows who decided, the result, and the job of the approved moves', async () => {
    const { clusterId, ctx, suggest } = await makeCluster(overloaded);
    const planId = await suggest();
    const before = await readSuggestion({ ctx, input: { planId } });
    const some = before.moves.slice(0, 1).map((move) => move.id);
    const { runId } = await approvePlan({ ctx, input: { planId, moveIds: some } });
    const page = await readSuggestion({ ctx, input: { planId } });
    expect(page).toMatchObject({
      state: 'approved',
      decidedBy: 'The operator',
      run: { id: runId },
      isPartly: before.moves.length > 1,
    });
    const job = await readJob({ ctx, input: { runId } });
    expect(job.suggestion).toEqual({ id: planId, number: page.gist.number });
    expect(job.moves.map((move) => move.vm)).toEqual([before.moves[0]?.vm]);
    const row = (await readSuggestions({ ctx })).earlier.find((each) => each.planId === planId);
    expect(row).toMatchObject({ state: 'approved', run: { id: runId }, clusterId });
  });

  it('counts as expired as soon as its time is over, and shows why it was dismissed', async () => {
    const { clock, ctx, collect, suggest } = await makeCluster(overloaded);
    const planId = await suggest();
    expect((await readSuggestions({ ctx })).waiting.map((row) => row.planId)).toContain(planId);
    clock.pass(SUGGESTION_LIFE_SECONDS + 1);
    expect((await readSuggestion({ ctx, input: { planId } })).state).toBe('expired');
    expect((await readSuggestions({ ctx })).waiting.map((row) => row.planId)).not.toContain(planId);
    await collect();
    const again = await suggest();
    await dismissPlan({ ctx, input: { planId: again, reason: 'not now' } });
    const page = await readSuggestion({ ctx, input: { planId: again } });
    expect(page).toMatchObject({ state: 'dismissed', decisionReason: 'not now' });
  });

  it('shows the result of the last evaluation of each cluster', async () => {
    const { clusterId, ctx } = await makeCluster({ hosts, vms: [simulatedVm('vm-a', 'h1')] });
    await suggestMoves({ ctx, input: { clusterId } });
    const cluster = (await readSuggestions({ ctx })).clusters.find((each) => each.id === clusterId);
    expect(cluster?.plannedAt).not.toBeNull();
    expect(['balanced', 'no-move-pays', 'suggested']).toContain(cluster?.outcome?.code);
  });

  it.each(['x', NOBODY])('of %s does not exist', async (planId) => {
    const ctx = makeContext(database.db);
    await expect(readSuggestion({ ctx, input: { planId } })).rejects.toMatchObject({
      code: 'plan-not-found',
    });
  });
});

describe('the preview of an evacuation', () => {
  const world = {
    hosts,
    vms: [
      ...['a', 'b', 'c'].map((name) => simulatedVm(`vm-${name}`, 'h1')),
      simulatedVm('gpu-1', 'h1', { localDevices: ['pci-0000:65:00.0'] }),
    ],
  };

  it('shows every move, every VM that stays with the reason, and the rest of the cluster afterwards', async () => {
    const { ctx, hostId } = await makeCluster(world);
    const page = await readEvacuation({ ctx, input: { hostIds: [hostId('h1')] } });
    expect(page.moves.map((move) => move.vm).sort()).toEqual(['vm-a', 'vm-b', 'vm-c']);
    expect(page.blockers.map((blocker) => blocker.vm)).toEqual(['gpu-1']);
    expect(page.blockers[0]?.reasons).toMatchObject([{ code: 'local-device', hosts: [] }]);
    expect(page.hosts.map((host) => host.name)).toEqual(['h2', 'h3', 'h1']);
    expect(page.hosts.at(-1)).toMatchObject({ vmsBefore: 4, vmsAfter: 1 });
    expect(page).toMatchObject({ vmCount: 4, emptied: [{ name: 'h1', runId: null }], overThresholdAfter: 0 });
    expect(page.seconds).toBeGreaterThan(0);
    expect(await ctx.db.runHost.count({ where: { hostId: hostId('h1') } })).toBe(0); // nothing is stored
  });

  it('shows the job that already evacuates the host', async () => {
    const { ctx, hostId } = await makeCluster(world);
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1'), note: 'firmware' } });
    const page = await readEvacuation({ ctx, input: { hostIds: [hostId('h1')] } });
    expect(page.emptied).toMatchObject([{ runId, mode: 'draining' }]);
  });

  it.each(['x', NOBODY])('of %s does not exist', async (hostId) => {
    const ctx = makeContext(database.db);
    await expect(readEvacuation({ ctx, input: { hostIds: [hostId] } })).rejects.toMatchObject({
      code: 'host-not-found',
    });
  });
});

describe('the page of a job', () => {
  const all: JobFilter = { show: 'all', kind: null, clusterId: null, page: 1 };

  it('shows its progress, the remaining time, and at the end its result', async () => {
    const { clusterId, ctx, hostId, advance } = await makeCluster({
      hosts,
      vms: ['a', 'b', 'c', 'd'].map((name) => simulatedVm(`vm-${name}`, 'h1', { memoryMiB: 12_288 })),
    });
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1'), note: 'firmware' } });
    const id = present(runId, 'run');
    await advance(id, 4);
    const running = await readJob({ ctx, input: { runId: id } });
    expect(running).toMatchObject({ state: 'running', subject: 'h1', note: 'firmware', kind: 'evacuate' });
    expect(running.leftMs).toBeGreaterThan(0);
    expect(running.moves.some((move) => move.state === 'migrating')).toBe(true);
    const [row] = (await readJobs({ ctx, input: { ...all, clusterId, show: 'active' } })).rows;
    expect(row).toMatchObject({ id, subject: 'h1', moves: 4, note: 'firmware' });
    expect(row?.leftMs).toBeGreaterThan(0);

    expect(await advance(id, 400)).toBe(true);
    const ended = await readJob({ ctx, input: { runId: id } });
    expect(ended).toMatchObject({ state: 'succeeded', leftMs: null, emptied: [{ mode: 'maintenance' }] });
    expect(ended.hosts.at(-1)).toMatchObject({ name: 'h1', vmsBefore: 4, vmsAfter: 0 });
    for (const move of ended.moves) {
      expect(move).toMatchObject({ state: 'done', leftMs: 0, code: null });
      expect(move.copiedBytes).toBeGreaterThan(0);
    }
    const jobs = await readJobs({ ctx, input: { ...all, clusterId, kind: 'evacuate' } });
    expect(jobs.rows).toMatchObject([{ id, done: 4, failed: 0, percent: null, leftMs: null }]);
    expect(jobs.counts).toEqual({ all: 1, active: 0, ended: 1, troubled: 0 });
    expect((await readJobs({ ctx, input: { ...all, clusterId, kind: 'migrate' } })).rows).toEqual([]);
  });

  it.each(['x', NOBODY])('of %s does not exist', async (runId) => {
    const ctx = makeContext(database.db);
    await expect(readJob({ ctx, input: { runId } })).rejects.toMatchObject({ code: 'run-not-found' });
  });
});
