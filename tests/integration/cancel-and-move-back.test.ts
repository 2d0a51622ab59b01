import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { evacuateHost, evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { moveBackCancelled } from '../../lib/services/orders/move-back-cancelled.ts';
import { previewUndo, undoRun } from '../../lib/services/orders/undo-run.ts';
import { advanceRuns } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

/** An evacuation of h1 that has moved so many of its VMs at least. */
async function makeHalfway(vms = ['a', 'b', 'c', 'd', 'e', 'f'], moved = 1) {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: vms.map((name) => simulatedVm(name, 'h1', { memoryMiB: 8192 })),
  });
  const { ctx, clock, driver, hostId } = made;
  const worker = { ...ctx, actor: { kind: 'system', name: 'worker' } as const };
  const clusterId = made.cluster.id;
  const before = await made.places();
  const { runId: started } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
  const runId = present(started, 'run');
  const done = () => database.db.move.count({ where: { runId, state: 'done' } });
  while ((await done()) < moved) {
    await advanceRuns({ ctx, driver, input: { clusterId } });
    clock.pass(0.5);
  }
  const moveBack = () => moveBackCancelled({ ctx: worker, input: { clusterId } });
  const modeOfH1 = async () =>
    (await database.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } })).mode;
  const runOf = () => database.db.run.findUniqueOrThrow({ where: { id: runId } });
  const undoOf = () => database.db.run.findFirst({ where: { plan: { undoOfRunId: runId } } });
  return { ...made, runId, before, done, moveBack, modeOfH1, runOf, undoOf };
}

describe('cancelling an evacuation so that its VMs move back', () => {
  it('ends the copies, and orders in the name of the person that those which have moved go back', async () => {
    const { ctx, runId, before, finish, moveBack, modeOfH1, runOf, undoOf, places, collect } =
      await makeHalfway();
    await cancelRun({ ctx, input: { runId, movesBack: true } });
    expect(await readJob({ ctx, input: { runId } })).toMatchObject({ moveBack: 'asked' });
    await moveBack(); // it has not ended
    expect(await undoOf()).toBeNull();
    await finish(runId);
    expect((await runOf()).state).toBe('cancelled');
    expect(await places()).not.toEqual(before);
    await moveBack();
    const undo = present(await undoOf(), 'undo');
    expect(undo).toMatchObject({ kind: 'undo', requestedBy: ctx.actor.name });
    expect(await readJob({ ctx, input: { runId } })).toMatchObject({
      moveBack: 'ordered',
      undoneBy: { id: undo.id },
    });
    await finish(undo.id);
    await collect();
    expect(await places()).toEqual(before);
    expect(await modeOfH1()).toBe('active');
    const [entry] = await database.db.auditEntry.findMany({
      where: { action: 'run.cancel', targetId: runId },
    });
    expect(entry).toMatchObject({ actorName: ctx.actor.name, details: { movesBack: true } });
  });

  it('orders it once, whenever the worker died', async () => {
    const { ctx, runId, finish, moveBack, undoOf } = await makeHalfway();
    await cancelRun({ ctx, input: { runId, movesBack: true } });
    await finish(runId); // the worker dies here, and others go on
    await Promise.all([moveBack(), moveBack()]);
    await moveBack();
    expect(await database.db.run.count({ where: { plan: { undoOfRunId: runId } } })).toBe(1);
    expect(await undoOf()).not.toBeNull();
  });

  it('returns the host to service too if the last VM left it before the cancellation', async () => {
    const { ctx, runId, before, finish, collect, moveBack, modeOfH1, undoOf, places } = await makeHalfway([
      'a',
    ]);
    await database.db.run.update({ where: { id: runId }, data: { state: 'running', finishedAt: null } });
    await cancelRun({ ctx, input: { runId, movesBack: true } });
    await finish(runId);
    await collect();
    await moveBack();
    await finish(present(await undoOf(), 'undo').id);
    expect(await places()).toEqual(before);
    expect(await modeOfH1()).toBe('active');
  });

  it('moves nothing if nothing had moved, and says so', async () => {
    const { ctx, runId, finish, moveBack, modeOfH1, runOf, undoOf } = await makeHalfway(['a', 'b'], 0);
    await cancelRun({ ctx, input: { runId, movesBack: true } });
    await finish(runId);
    await moveBack();
    expect(await undoOf()).toBeNull();
    expect((await runOf()).moveBack).toBe('nothingMoved');
    expect(await modeOfH1()).toBe('active');
  });

  it('is for those who may order moves', async () => {
    const { ctx, runId } = await makeHalfway();
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(cancelRun({ ctx: viewer, input: { runId, movesBack: true } })).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });
});

describe('undoing an evacuation that has ended', () => {
  it('returns a host to service that is in maintenance mode or drains because of it', async () => {
    const { ctx, runId, before, finish, collect, modeOfH1, places } = await makeHalfway();
    await finish(runId);
    await collect();
    expect(await modeOfH1()).toBe('maintenance');
    expect(await previewUndo({ ctx, input: { runId } })).toMatchObject({ returning: ['h1'], refusal: null });
    expect(await modeOfH1()).toBe('maintenance'); // a preview changes nothing
    const { runId: undo } = await undoRun({ ctx, input: { runId } });
    expect(await modeOfH1()).toBe('active');
    await finish(undo);
    expect(await places()).toEqual(before);
  });

  it('returns all of several hosts', async () => {
    const made = await makeObservedCluster(database.db, {
      hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
      vms: [simulatedVm('a', 'h1'), simulatedVm('b', 'h2')],
    });
    const { ctx, hostId, finish, collect, places } = made;
    const before = await places();
    const { runId } = await evacuateHosts({ ctx, input: { hostIds: ['h1', 'h2'].map(hostId) } });
    await finish(present(runId, 'run'));
    await collect();
    const undo = await undoRun({ ctx, input: { runId: present(runId, 'run') } });
    await finish(undo.runId);
    expect(await places()).toEqual(before);
    expect(await database.db.host.count({ where: { clusterId: made.cluster.id, mode: 'active' } })).toBe(3);
  });

  it('leaves a host alone that was evacuated again since', async () => {
    const { ctx, clock, runId, finish, collect, hostId, modeOfH1 } = await makeHalfway();
    await finish(runId);
    await collect();
    await database.db.host.update({ where: { id: hostId('h1') }, data: { awaySince: clock.now() } });
    expect(await previewUndo({ ctx, input: { runId } })).toMatchObject({ returning: [] });
    await expect(undoRun({ ctx, input: { runId } })).rejects.toMatchObject({ code: 'undo-refused' });
    expect(await modeOfH1()).toBe('maintenance');
  });
});
