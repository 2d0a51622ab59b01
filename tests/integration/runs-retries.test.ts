import { describe, expect, it } from 'vitest';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { answering, makeCluster, times } from './support/failing-driver.ts';
import { sayPolicy } from './support/say-policy.ts';

describe('a temporary failure', () => {
  it('is retried after increasing waits, and the move is made once it has passed', async () => {
    const { driver, clock, ctx, migrate, move, tick, carryOut, places } = await makeCluster();
    const runId = await migrate();
    const busy = answering(driver, { check: times(2, 'vm-busy') });
    await tick(runId, busy);
    expect(await move(runId)).toMatchObject({ state: 'pending', code: 'vm-busy', tries: 1 });
    const [waiting] = (await readJob({ ctx, input: { runId } })).moves;
    expect(waiting).toMatchObject({
      tries: 1,
      waiting: { code: 'retry-at', facts: { seconds: 10, tries: 1 } },
    });
    clock.pass(9.9);
    await tick(runId, busy);
    expect(await move(runId)).toMatchObject({ tries: 1 });
    clock.pass(0.1);
    await tick(runId, busy);
    const again = await move(runId);
    expect(again).toMatchObject({ state: 'pending', tries: 2 });
    expect(again.notBefore?.getTime()).toBe(clock.now().getTime() + 30_000);
    await carryOut(runId, busy);
    expect(await move(runId)).toMatchObject({ state: 'done', tries: 3, code: null, notBefore: null });
    expect((await places()).a).toBe('h2');
  });

  it('that does not pass fails the move after the attempts that the cluster allows', async () => {
    const { driver, ctx, cluster, migrate, move, carryOut } = await makeCluster();
    await sayPolicy(ctx.db, cluster.id, { maxTries: 2 });
    const runId = await migrate();
    await carryOut(runId, answering(driver, { check: () => 'destination-unreachable' }));
    expect(await move(runId)).toMatchObject({ state: 'skipped', code: 'destination-unreachable' });
    const { hosts } = await readJob({ ctx, input: { runId } });
    expect(hosts.map(({ name, vmsAfter }) => [name, vmsAfter])).toEqual([
      ['h1', 1],
      ['h2', 0],
      ['h3', 0],
    ]);
    expect(await ctx.db.run.findUnique({ where: { id: runId } })).toMatchObject({ state: 'failed' });
  });

  it('of a host that is down is retried as well', async () => {
    const { ctx, clock, store, hostId, migrate, move, tick, carryOut, collect } = await makeCluster();
    const runId = await migrate();
    await store.append(clock.now(), { type: 'host-down', hostId: hostId('h2') });
    for (let i = 0; i < 5; i++) await collect();
    await tick(runId);
    expect(await move(runId)).toMatchObject({ state: 'pending', code: 'host-not-online', tries: 1 });
    await store.append(clock.now(), { type: 'host-up', hostId: hostId('h2') });
    await collect();
    await carryOut(runId);
    expect(await move(runId)).toMatchObject({ state: 'done', tries: 2 });
    expect(await ctx.db.run.findUnique({ where: { id: runId } })).toMatchObject({ state: 'succeeded' });
  });

  it('of a running migration: it is started again under a new name, after both hosts were read', async () => {
    const { ctx, driver, clock, store, migrate, move, tick, carryOut, places } = await makeCluster();
    const runId = await migrate();
    await tick(runId);
    clock.pass(2);
    await store.append(clock.now(), { type: 'fail-migration', vm: 'a' });
    clock.pass(0.5);
    await tick(runId);
    const failed = await move(runId);
    expect(failed).toMatchObject({ state: 'pending', code: 'destination-lost', tries: 1, startedAt: null });
    const asked: string[][] = [];
    const watched: HypervisorDriver = {
      ...driver,
      locateVm: (uuid, hostIds) => {
        asked.push(hostIds);
        return driver.locateVm(uuid, hostIds);
      },
    };
    clock.pass(10);
    await tick(runId, watched);
    expect(asked[0]).toEqual([failed.fromHostId, failed.toHostId]);
    await carryOut(runId);
    expect(await move(runId)).toMatchObject({ state: 'done', tries: 2 });
    expect((await places()).a).toBe('h2');
    const orders = await ctx.db.simulatorCommand.findMany({
      where: { body: { path: ['type'], equals: 'start-migration' } },
    });
    const names = orders.map(({ body }) => (body as { moveId: string }).moveId);
    expect(names.filter((name) => name.startsWith(failed.id))).toEqual([failed.id, `${failed.id}/2`]);
  });

  it('is not retried once the job is cancelled', async () => {
    const { ctx, driver, migrate, move, tick } = await makeCluster();
    const runId = await migrate();
    await tick(runId, answering(driver, { check: () => 'vm-busy' }));
    await cancelRun({ ctx, input: { runId } });
    expect(await tick(runId)).toBe(true);
    expect(await move(runId)).toMatchObject({ state: 'cancelled' });
  });

  it('is retried at once if a clock was set back', async () => {
    const { driver, clock, migrate, move, tick, collect } = await makeCluster();
    const runId = await migrate();
    await tick(runId, answering(driver, { check: () => 'vm-busy' }));
    clock.pass(-3600);
    await collect();
    await tick(runId, answering(driver, { check: () => 'vm-busy' }));
    expect(await move(runId)).toMatchObject({ tries: 2 });
  });
});
