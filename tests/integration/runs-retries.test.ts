import { describe, expect, it } from 'vitest';
import { DriverError, type DriverErrorCode } from '../../lib/model/errors.ts';
import type { HypervisorDriver, MigrationOrder } from '../../lib/model/ports.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-host.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

/** A cluster of three hosts with one VM on h1, and ticks that collect now and then. */
async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: [simulatedVm('a', 'h1', { memoryMiB: 8192 })],
  });
  const { ctx, clock, hostId, vmId } = made;
  const migrate = async (): Promise<string> => {
    const input = { vmId: await vmId('a'), toHostId: hostId('h2') };
    return (await migrateVm({ ctx, input })).runId;
  };
  const move = (runId: string) => ctx.db.move.findFirstOrThrow({ where: { runId } });
  const tick = (runId: string, driver = made.driver) => advanceRun({ ctx, driver, input: { runId } });
  const carryOut = async (runId: string, driver = made.driver): Promise<void> => {
    for (let i = 0; i < 600; i++) {
      if (await tick(runId, driver)) return;
      clock.pass(0.5);
      if (i % 30 === 29) await made.collect();
    }
    throw new Error('the run did not end');
  };
  return { ...made, migrate, move, tick, carryOut };
}

/** The driver with a first answer of its own to some calls. */
function answering(
  driver: HypervisorDriver,
  answers: {
    check?: (order: MigrationOrder) => DriverErrorCode | null;
    start?: () => DriverErrorCode | null;
  },
): HypervisorDriver {
  return {
    ...driver,
    checkMigration: async (order) => {
      const code = answers.check?.(order) ?? null;
      return code ? [new DriverError(code, code)] : driver.checkMigration(order);
    },
    startMigration: async (order) => {
      const code = answers.start?.() ?? null;
      if (code) throw new DriverError(code, code);
      await driver.startMigration(order);
    },
  };
}

const times = (count: number, code: DriverErrorCode) => {
  let left = count;
  return () => (left-- > 0 ? code : null);
};

describe('a cause that can pass', () => {
  it('is waited for, longer each time, and the move is made once it has passed', async () => {
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

  it('that does not pass ends the move after the tries that the cluster allows', async () => {
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

  it('of a host that is down is waited for as well', async () => {
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

  it('of a migration under way: the VM is begun again under a name of its own, with both hosts read before', async () => {
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

  it('is not waited for once the job is cancelled', async () => {
    const { ctx, driver, migrate, move, tick } = await makeCluster();
    const runId = await migrate();
    await tick(runId, answering(driver, { check: () => 'vm-busy' }));
    await cancelRun({ ctx, input: { runId } });
    expect(await tick(runId)).toBe(true);
    expect(await move(runId)).toMatchObject({ state: 'cancelled' });
  });

  it('is over at once when somebody has turned the clock back', async () => {
    const { driver, clock, migrate, move, tick, collect } = await makeCluster();
    const runId = await migrate();
    await tick(runId, answering(driver, { check: () => 'vm-busy' }));
    clock.pass(-3600);
    await collect();
    await tick(runId, answering(driver, { check: () => 'vm-busy' }));
    expect(await move(runId)).toMatchObject({ tries: 2 });
  });
});

describe('hosts that were not observed for long, though they answered then', () => {
  it.each([
    ['an hour passed in which nobody looked', 3600],
    ['the clock was put back by two hours', -2 * 3600],
  ])('make a move wait, and count no try: %s', async (_, seconds) => {
    const { ctx, clock, migrate, move, tick, collect, carryOut } = await makeCluster();
    const runId = await migrate();
    clock.pass(seconds);
    for (let look = 0; look < 3; look++) await tick(runId);
    expect(await move(runId)).toMatchObject({ state: 'pending', code: null, tries: 0 });
    const [waiting] = (await readJob({ ctx, input: { runId } })).moves;
    expect(waiting?.waiting).toMatchObject({ code: 'not-observed', facts: {} });
    await collect();
    await carryOut(runId);
    expect(await move(runId)).toMatchObject({ state: 'done', tries: 1 });
  });
});

describe('an obstacle that stays', () => {
  it('skips the move with what the hypervisors said', async () => {
    const { driver, migrate, move, carryOut } = await makeCluster();
    const runId = await migrate();
    await carryOut(runId, answering(driver, { check: () => 'storage-unsafe' }));
    expect(await move(runId)).toMatchObject({
      state: 'skipped',
      code: 'storage-unsafe',
      message: 'storage-unsafe',
    });
  });

  it('of a destination makes an evacuation take another one', async () => {
    const { ctx, driver, hostId, carryOut, move, places } = await makeCluster();
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    const planned = await move(runId ?? '');
    const picky = answering(driver, {
      check: (order) => (order.destinationHostId === planned.toHostId ? 'cpu-incompatible' : null),
    });
    await carryOut(runId ?? '', picky);
    const made = await move(runId ?? '');
    expect(made).toMatchObject({ state: 'done', code: null });
    expect(made.toHostId).not.toBe(planned.toHostId);
    expect((await places()).a).toBe(made.toHostName);
  });
});

describe('an order', () => {
  it('that was refused is a try like another', async () => {
    const { driver, migrate, move, carryOut } = await makeCluster();
    const runId = await migrate();
    await carryOut(runId, answering(driver, { start: times(1, 'destination-unreachable') }));
    expect(await move(runId)).toMatchObject({ state: 'done', tries: 2 });
  });

  it('without an answer is watched, and not sent again while it may be on its way', async () => {
    const { ctx, driver, clock, migrate, move, tick, carryOut } = await makeCluster();
    const runId = await migrate();
    await tick(runId, answering(driver, { start: () => 'host-unreachable' })); // it got lost
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

  /** A run whose only order is on its way from a worker that died. */
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
    /** Until nobody waits for it any more, and the move waits for its next try. */
    const giveUp = async (): Promise<void> => {
      for (let i = 0; i < 100 && (await move(runId)).state === 'migrating'; i++) {
        clock.pass(0.5);
        await tick(runId);
      }
      expect(await move(runId)).toMatchObject({ state: 'pending', tries: 1, code: 'not-started' });
    };
    return { ...made, runId, arrive, giveUp };
  }

  it('that arrives late, after its worker died, is found and watched to its end', async () => {
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
  ])('that arrives after it was given up is the move all the same: $when', async ({ before, after }) => {
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
