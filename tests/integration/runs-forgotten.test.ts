import { describe, expect, it } from 'vitest';
import { database, makeCluster } from './support/failing-driver.ts';

/** What a database does not know that took over from another one before the last commits had reached it. */
const forgetOrder = (runId: string) => database.db.$executeRaw`
  UPDATE move SET state = 'pending', tries = 0, started_at = NULL, progress = NULL, progress_percent = NULL, watch = NULL
  WHERE run_id = ${runId}::uuid`;

describe('a move of which the database has forgotten that it was ordered', () => {
  it.each([
    ['while it is under way', 1],
    ['and that has ended meanwhile', 30],
  ])('is found at the hypervisor, %s, and not ordered again', async (_, seconds) => {
    const { clock, cluster, ctx, migrate, move, tick, carryOut, places } = await makeCluster();
    const runId = await migrate();
    await tick(runId);
    expect(await move(runId)).toMatchObject({ state: 'migrating', tries: 1 });
    clock.pass(seconds);
    await forgetOrder(runId);
    await tick(runId);
    expect((await move(runId)).state).not.toBe('pending');
    await carryOut(runId);
    expect(await move(runId)).toMatchObject({ state: 'done', code: null });
    expect(await ctx.db.run.findUnique({ where: { id: runId } })).toMatchObject({ state: 'succeeded' });
    expect((await places()).a).toBe('h2');
    expect(await ctx.db.simulatorCommand.count({ where: { clusterId: cluster.id } })).toBe(1);
  });
});
