import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { advanceRuns } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { continueRun, pauseRun } from '../../lib/services/runs/pause-run.ts';
import { readFrame } from '../../lib/views/frame/read-frame.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { readJobs } from '../../lib/views/job/read-jobs.ts';
import { readOverview } from '../../lib/views/overview/read-overview.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

/** An evacuation of h1, on which these VMs run; 2 moves at a time. */
async function makeEvacuation(vms = ['a', 'b', 'c', 'd', 'e'].map((name) => simulatedVm(name, 'h1'))) {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms,
  });
  const { ctx, clock, driver, hostId, vmId } = made;
  const clusterId = made.cluster.id;
  const evacuate = async (input: object = {}) =>
    present((await evacuateHosts({ ctx, input: { hostIds: [hostId('h1')], ...input } })).runId, 'run');
  const tick = async (times = 1) => {
    for (let i = 0; i < times; i++) {
      await advanceRuns({ ctx, driver, input: { clusterId } });
      clock.pass(1);
    }
  };
  const states = async (runId: string) => {
    const moves = await database.db.move.findMany({ where: { runId } });
    return moves.map(({ state }) => state).sort();
  };
  return { ...made, clusterId, evacuate, tick, states, vmId };
}

const LONG = 300; // ticks, in which everything ends that has begun

describe('a paused job', () => {
  it('begins nothing new, ends what has begun, and continues when a person says so', async () => {
    const { ctx, clock, collect, evacuate, tick, states, finish, hostId } = await makeEvacuation();
    const runId = await evacuate();
    await tick();
    expect(await states(runId)).toEqual(['migrating', 'migrating', 'pending', 'pending', 'pending']);
    await pauseRun({ ctx, input: { runId } });
    await tick(LONG);
    expect(await states(runId)).toEqual(['done', 'done', 'pending', 'pending', 'pending']);
    const job = await readJob({ ctx, input: { runId } });
    expect(job).toMatchObject({ state: 'running', pausedBy: ctx.actor.name, leftMs: null });
    expect(job.moves.flatMap(({ waiting }) => waiting ?? [])).toEqual([]);
    const { rows } = await readJobs({ ctx, input: { show: 'active', kind: null, clusterId: null, page: 1 } });
    expect(rows.find(({ id }) => id === runId)).toMatchObject({ isPaused: true, leftMs: null });
    const { needs, running } = await readOverview({ ctx });
    expect(needs.filter(({ kind }) => kind === 'paused-job')).toMatchObject([
      { runId, plan: 'evacuate', subject: 'h1', by: ctx.actor.name, moves: 3 },
    ]);
    const own = running.moves.filter((move) => move.runId === runId);
    expect(own.map(({ isPaused, leftMs }) => [isPaused, leftMs])).toEqual(Array(3).fill([true, null]));
    const { jobs } = await readFrame({ ctx, input: {} });
    expect(jobs.find(({ id }) => id === runId)).toMatchObject({ isPaused: true, remainingMs: null });
    const h1 = () => database.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    expect((await h1()).mode).toBe('draining');

    clock.pass(10);
    await collect(); // hosts that were not observed for minutes would take nothing
    await continueRun({ ctx, input: { runId } });
    await finish(runId);
    await collect();
    expect(await states(runId)).toEqual(Array(5).fill('done'));
    expect((await h1()).mode).toBe('maintenance');
    const audit = await database.db.auditEntry.findMany({
      where: { targetId: runId, action: { in: ['run.pause', 'run.continue'] } },
      orderBy: { id: 'asc' },
    });
    expect(audit.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['run.pause', ctx.actor.name],
      ['run.continue', ctx.actor.name],
    ]);
    const events = await database.db.event.findMany({ where: { topic: 'job' }, orderBy: { id: 'asc' } });
    const ofJob = events.filter(({ subject }) => JSON.stringify(subject).includes(runId));
    expect(ofJob.map(({ code }) => code)).toEqual(['paused', 'continued', 'succeeded']);
  });

  it('does not hold other jobs of its cluster', async () => {
    const made = await makeEvacuation([
      ...['a', 'b', 'c'].map((name) => simulatedVm(name, 'h1')),
      simulatedVm('other', 'h2'),
    ]);
    const { ctx, evacuate, tick, finish, hostId, vmId, places } = made;
    const runId = await evacuate();
    await pauseRun({ ctx, input: { runId } });
    const input = { vmId: await vmId('other'), toHostId: hostId('h3') };
    const other = await migrateVm({ ctx, input });
    await tick();
    await finish(other.runId);
    expect(await places()).toMatchObject({ a: 'h1', b: 'h1', c: 'h1', other: 'h3' });
  });

  it('can be cancelled', async () => {
    const { ctx, evacuate, tick, finish, states } = await makeEvacuation();
    const runId = await evacuate();
    await tick();
    await pauseRun({ ctx, input: { runId } });
    await cancelRun({ ctx, input: { runId } });
    await expect(continueRun({ ctx, input: { runId } })).rejects.toMatchObject({ code: 'run-not-active' });
    await finish(runId);
    expect(await states(runId)).toEqual(Array(5).fill('cancelled'));
  });

  it('asks no guest to shut down, but moves and starts the VMs of those that have been asked', async () => {
    const vms = ['first', 'second'].map((name) =>
      simulatedVm(name, 'h1', { ties: [{ kind: 'snapshots', name: 's', blocks: ['live', 'quick'] }] }),
    );
    const { ctx, collect, evacuate, tick, states, vmId, places } = await makeEvacuation(vms);
    const runId = await evacuate({ offline: [await vmId('first'), await vmId('second')] });
    const steps = async () => {
      const rows = await database.db.powerStep.findMany({ where: { runId } });
      return rows.map(({ vmName, order, state }) => `${vmName} ${order} ${state}`).sort();
    };
    await pauseRun({ ctx, input: { runId } });
    await tick(20);
    expect(await steps()).toEqual(['first shutDown pending', 'second shutDown pending']);
    await continueRun({ ctx, input: { runId } });
    await tick();
    await pauseRun({ ctx, input: { runId } });
    for (let i = 0; i < 20; i++) {
      await tick(14);
      await collect(); // a move waits until its VM is seen stopped
    }
    expect(await states(runId)).toEqual(['done', 'done']);
    expect(Object.values(await places())).not.toContain('h1');
    expect(await steps()).toEqual([
      'first shutDown done',
      'first start done',
      'second shutDown done',
      'second start done',
    ]);
  });

  it('watches an order that was sent just before, although its worker died', async () => {
    const { ctx, evacuate, tick, states } = await makeEvacuation([simulatedVm('a', 'h1')]);
    const runId = await evacuate();
    await tick();
    await database.db.move.updateMany({ where: { runId }, data: { state: 'checking', startedAt: null } });
    await pauseRun({ ctx, input: { runId } });
    await tick(LONG);
    expect(await states(runId)).toEqual(['done']);
  });

  it('is refused where it makes no sense, and to viewers', async () => {
    const { ctx, evacuate, tick, finish } = await makeEvacuation();
    const runId = await evacuate();
    const input = { runId };
    await expect(continueRun({ ctx, input })).rejects.toMatchObject({ code: 'run-not-paused' });
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(pauseRun({ ctx: viewer, input })).rejects.toMatchObject({ code: 'not-allowed' });
    await pauseRun({ ctx, input });
    await expect(pauseRun({ ctx, input })).rejects.toMatchObject({ code: 'run-paused-already' });
    await continueRun({ ctx, input });
    await tick();
    await finish(runId);
    await expect(pauseRun({ ctx, input })).rejects.toMatchObject({ code: 'run-not-active' });
  });
});
