import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { previewUndo, undoRun } from '../../lib/services/orders/undo-run.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { readJobs } from '../../lib/views/job/read-jobs.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeThreeHosts } from './support/three-hosts.ts';

const database = withTestDatabase();
const NOBODY = '01a206df-0bf4-7509-b4b1-95d5af16636a';

/** A cluster whose h1 was evacuated of three VMs and is back in service. */
async function makeEmptied() {
  const made = await makeThreeHosts(database.db);
  const { ctx, hostId, vmId, finish, collect } = made;
  const emptied = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
  const runId = present(emptied.runId, 'run');
  await finish(runId);
  await leaveMaintenance({ ctx, input: { hostId: hostId('h1') } });
  await collect();
  const { number } = await ctx.db.run.findUniqueOrThrow({ where: { id: runId } });
  const migrate = async (vm: string, to: string): Promise<void> => {
    const moved = await migrateVm({ ctx, input: { vmId: await vmId(vm), toHostId: hostId(to) } });
    await finish(moved.runId);
    await collect();
  };
  return { ...made, runId, number, migrate };
}

describe('undoing a job', () => {
  it('moves its VMs back in a separate job', async () => {
    const { ctx, runId, number, finish, places } = await makeEmptied();
    const before = await places();
    expect(Object.values(before)).not.toContain('h1');
    const preview = await previewUndo({ ctx, input: { runId } });
    expect(preview).toMatchObject({ run: { number }, refusal: null, staying: [] });
    expect(preview.plan.moves).toHaveLength(3);

    const undone = await undoRun({ ctx, input: { runId, onStall: 'cancel' } });
    const twice = undoRun({ ctx, input: { runId } });
    await expect(twice).rejects.toMatchObject({ code: 'undo-refused', facts: { reason: 'undo-running' } });
    await finish(undone.runId);
    expect(await places()).toEqual({ a: 'h1', b: 'h1', off: 'h1', other: 'h2' });
    const job = await readJob({ ctx, input: { runId: undone.runId } });
    expect(job).toMatchObject({
      kind: 'undo',
      state: 'succeeded',
      subject: `R-${number}`,
      undoOf: { id: runId, number },
    });
    expect(job.moves.map((move) => move.options.onStall)).toEqual(['cancel', 'cancel', 'cancel']);
    expect((await readJob({ ctx, input: { runId } })).undoneBy).toMatchObject({ id: undone.runId });
    const filter = { show: 'all', kind: 'undo', clusterId: null, page: 1 } as const;
    expect((await readJobs({ ctx, input: filter })).rows[0]).toMatchObject({ subject: `R-${number}` });
    const moves = await ctx.db.move.findMany({ where: { runId: undone.runId } });
    expect(moves.map((move) => move.reason)).toEqual(
      moves.map(() => ({ code: 'undo', facts: { run: `R-${number}` } })),
    );
    expect(await ctx.db.auditEntry.count({ where: { action: 'run.undo', targetId: runId } })).toBe(1);

    const again = undoRun({ ctx, input: { runId } });
    await expect(again).rejects.toMatchObject({ facts: { reason: 'already-undone', run: `R-${number}` } });
    const back = await undoRun({ ctx, input: { runId: undone.runId } }); // and back again
    await finish(back.runId);
    expect(await places()).toEqual(before);
  });

  it('skips VMs that have moved on, moved back or no longer exist, each with its reason', async () => {
    const { ctx, runId, vmId, migrate, places, finish } = await makeEmptied();
    const at = await places();
    await migrate('a', at.a === 'h2' ? 'h3' : 'h2');
    await migrate('b', 'h1');
    const preview = await previewUndo({ ctx, input: { runId } });
    expect(preview.plan.moves.map((move) => move.vmId)).toEqual([await vmId('off')]);
    expect(preview.staying).toMatchObject([
      { vm: 'a', code: 'moved-on', facts: { host: at.a === 'h2' ? 'h3' : 'h2' } },
      { vm: 'b', code: 'back-already', facts: { host: 'h1' } },
    ]);
    await ctx.db.vm.delete({ where: { id: await vmId('a') } });
    const { staying } = await previewUndo({ ctx, input: { runId } });
    expect(staying[0]).toMatchObject({ vm: 'a', code: 'vm-gone' });
    const undone = await undoRun({ ctx, input: { runId } });
    await finish(undone.runId);
    expect((await places()).off).toBe('h1');
  });

  it('is refused if no VM fits any more, with a reason for each', async () => {
    const { ctx, runId, hostId } = await makeEmptied();
    await ctx.db.host.update({ where: { id: hostId('h1') }, data: { mode: 'maintenance' } });
    const preview = await previewUndo({ ctx, input: { runId } });
    expect(preview.refusal).toEqual({ code: 'nothing-to-undo', facts: {} });
    expect(preview.staying.map((each) => each.code)).toEqual([
      'host-not-online',
      'host-not-online',
      'host-not-online',
    ]);
    await expect(undoRun({ ctx, input: { runId } })).rejects.toMatchObject({ code: 'undo-refused' });
  });

  it('requires a job that has ended and has moved something, and the right to approve', async () => {
    const { ctx, driver, hostId, vmId } = await makeEmptied();
    const input = { vmId: await vmId('other'), toHostId: hostId('h3') };
    const { runId } = await migrateVm({ ctx, input });
    expect((await previewUndo({ ctx, input: { runId } })).refusal?.code).toBe('not-finished');
    await ctx.db.move.updateMany({
      where: { runId },
      data: { state: 'skipped', code: 'no-memory', finishedAt: ctx.clock.now() },
    });
    expect(await advanceRun({ ctx, driver, input: { runId } })).toBe(true);
    expect((await previewUndo({ ctx, input: { runId } })).refusal?.code).toBe('nothing-moved');
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(undoRun({ ctx: viewer, input: { runId } })).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(undoRun({ ctx, input: { runId: NOBODY } })).rejects.toMatchObject({ code: 'run-not-found' });
  });
});
