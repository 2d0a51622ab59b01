import { describe, expect, it } from 'vitest';
import { DriverError } from '../../lib/model/errors.ts';
import type { HypervisorDriver, MigrationOrder } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { answering, makeCluster, times } from './support/failing-driver.ts';

describe('hosts without recent observations, although they responded then', () => {
  it.each([
    ['an hour passed in which nobody looked', 3600],
    ['the clock was put back by two hours', -2 * 3600],
  ])('make a move wait without counting an attempt: %s', async (_, seconds) => {
    const { ctx, clock, migrate, move, tick, collect, carryOut } = await makeCluster();
    const runId = await migrate();
    clock.pass(seconds);
    for (let i = 0; i < 3; i++) await tick(runId);
    expect(await move(runId)).toMatchObject({ state: 'pending', code: null, tries: 0 });
    const [waiting] = (await readJob({ ctx, input: { runId } })).moves;
    expect(waiting?.waiting).toMatchObject({ code: 'not-observed', facts: {} });
    await collect();
    await carryOut(runId);
    expect(await move(runId)).toMatchObject({ state: 'done', tries: 1 });
  });
});

describe('a permanent obstacle', () => {
  it('skips the move with the reason of the hypervisors', async () => {
    const { driver, migrate, move, carryOut } = await makeCluster();
    const runId = await migrate();
    await carryOut(runId, answering(driver, { check: () => 'storage-unsafe' }));
    expect(await move(runId)).toMatchObject({
      state: 'skipped',
      code: 'storage-unsafe',
      message: 'storage-unsafe',
    });
  });

  it('of a destination makes an evacuation choose another one', async () => {
    const { ctx, driver, hostId, carryOut, move, places } = await makeCluster();
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    const planned = await move(present(runId, 'run'));
    const picky = answering(driver, {
      check: (order) => (order.destinationHostId === planned.toHostId ? 'cpu-incompatible' : null),
    });
    await carryOut(present(runId, 'run'), picky);
    const made = await move(present(runId, 'run'));
    expect(made).toMatchObject({ state: 'done', code: null });
    expect(made.toHostId).not.toBe(planned.toHostId);
    expect((await places()).a).toBe(made.toHostName);
  });
});

describe('an order', () => {
  it('that was refused counts as an attempt', async () => {
    const { driver, migrate, move, carryOut } = await makeCluster();
    const runId = await migrate();
    await carryOut(runId, answering(driver, { start: times(1, 'destination-unreachable') }));
    expect(await move(runId)).toMatchObject({ state: 'done', tries: 2 });
  });

  it('without a response is monitored, and not sent again while it may be in transit', async () => {
    const { ctx, driver, clock, migrate, move, tick, carryOut } = await makeCluster();
    const runId = await migrate();
    await tick(runId, answering(driver, { start: () => 'host-unreachable' })); // the order was lost
    expect(await move(runId)).toMatchObject({ state: 'migrating', tries: 1 });
    for (let i = 0; i < 50; i++) {
      clock.pass(0.5);
      await tick(runId);
      expect(await move(runId)).toMatchObject({ state: 'migrating', tries: 1 });
    }
    await carryOut(runId);
    expect(await move(runId)).toMatchObject({ state: 'done', tries: 2 });
    expect(await ctx.db.run.findUnique({ where: { id: runId } })).toMatchObject({ state: 'succeeded' });
  });

  /** A run whose only order is in transit from a worker that died. */
  async function withLateOrder() {
    const made = await makeCluster();
    const { driver, clock, migrate, move, tick } = made;
    const runId = await migrate();
    const sent: MigrationOrder[] = [];
    const dying: HypervisorDriver = {
      ...driver,
      startMigration: async (order) => {
        sent.push(order);
        throw new DriverError('driver-failed', 'killed');
      },
    };
    await tick(runId, dying);
    const arrive = async () => {
      for (const order of sent) await driver.startMigration(order);
    };
    /** Ticks until the order is given up and the move waits for its next attempt. */
    const giveUp = async (): Promise<void> => {
      for (let i = 0; i < 100 && (await move(runId)).state === 'migrating'; i++) {
        clock.pass(0.5);
        await tick(runId);
      }
      expect(await move(runId)).toMatchObject({ state: 'pending', tries: 1, code: 'not-started' });
    };
    return { ...made, runId, arrive, giveUp };
  }

  it('that arrives late, after its worker died, is found and monitored until its end', async () => {
    const { clock, runId, arrive, move, tick, carryOut, places } = await withLateOrder();
    clock.pass(8);
    await tick(runId);
    await arrive();
    await carryOut(runId);
    expect(await move(runId)).toMatchObject({ state: 'done', tries: 1 });
    expect((await places()).a).toBe('h2');
  });

  it.each([
    { when: 'as the next try begins', before: 9.6, after: 0 },
    { when: 'and is carried out before the next try', before: 0, after: 45 },
  ])('that arrives after it was given up still counts as the move: $when', async ({ before, after }) => {
    const { clock, runId, arrive, giveUp, collect, move, carryOut } = await withLateOrder();
    await giveUp();
    clock.pass(before);
    await arrive();
    clock.pass(after);
    if (after > 0) await collect();
    await carryOut(runId);
    expect(await move(runId)).toMatchObject({
      state: 'done',
      tries: 1,
      code: null,
      bytes: expect.any(BigInt),
    });
  });

  it('that arrives after it was given up is stopped with its run', async () => {
    const { ctx, runId, arrive, giveUp, move, carryOut, places } = await withLateOrder();
    await giveUp();
    await arrive();
    await cancelRun({ ctx, input: { runId } });
    await carryOut(runId);
    expect(await move(runId)).toMatchObject({ state: 'cancelled', tries: 1 });
    expect((await places()).a).toBe('h1');
  });
});
