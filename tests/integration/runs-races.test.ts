import { describe, expect, it } from 'vitest';
import type { Database } from '../../lib/db/client.ts';
import { present } from '../../lib/model/present.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

/** What others do at the most critical moments: between two reads of a transaction, or between two of its locks. */

const database = withTestDatabase();

/** A VM of h2 in flight to h3, which is empty. */
async function onItsWay() {
  const cluster = await makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2'), simulatedHost('h3')],
    vms: [simulatedVm('traveller', 'h2', { memoryMiB: 12_288 })],
  });
  const { ctx, driver, hostId } = cluster;
  const vm = await ctx.db.vm.findFirstOrThrow({ where: { hostId: hostId('h2') } });
  const { runId } = await migrateVm({ ctx, input: { vmId: vm.id, toHostId: hostId('h3') } });
  await advanceRun({ ctx, driver, input: { runId } });
  const move = await ctx.db.move.findFirstOrThrow({ where: { runId } });
  expect(move.state).toBe('migrating');
  /** Another worker verifies its arrival, and commits that. */
  const arrive = async (): Promise<void> => {
    await database.db.$transaction([
      database.db.move.update({
        where: { id: move.id },
        data: { state: 'done', finishedAt: ctx.clock.now() },
      }),
      database.db.vm.update({ where: { id: vm.id }, data: { hostId: hostId('h3') } }),
    ]);
  };
  const modeOfH3 = async () => (await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h3') } })).mode;
  return { ...cluster, runId, arrive, modeOfH3 };
}

/** The database with an action that happens once, right after the first matching query. */
function withInterruption(
  db: Database,
  isMeant: (query: string) => boolean,
  happen: () => Promise<void>,
): Database {
  let isOver = false;
  const extended = db.$extends({
    query: {
      $allOperations: async ({ model, operation, args, query }) => {
        const result = await query(args);
        if (isOver || !isMeant(`${model}.${operation}`)) return result;
        isOver = true;
        await happen();
        return result;
      },
    },
  });
  return extended as unknown as Database;
}

describe('a host to which a VM is in flight', () => {
  it('does not count as empty when its evacuation begins', async () => {
    const { ctx, hostId, arrive, modeOfH3 } = await onItsWay();
    const isRead = (query: string) => ['Cluster.findUnique', 'Move.findMany'].includes(query);
    const db = withInterruption(ctx.db, isRead, arrive);
    const { runId } = await evacuateHost({ ctx: { ...ctx, db }, input: { hostId: hostId('h3') } });
    expect(runId).not.toBeNull();
    expect(await modeOfH3()).toBe('draining');
  });

  it('does not count as empty when its evacuation ends', async () => {
    const { ctx, driver, hostId, arrive, modeOfH3 } = await onItsWay();
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h3') } });
    await cancelRun({ ctx, input: { runId: present(runId, 'run') } });
    const db = withInterruption(ctx.db, (query) => query.endsWith('.count'), arrive);
    await advanceRun({ ctx: { ...ctx, db }, driver, input: { runId: present(runId, 'run') } });
    expect(await modeOfH3()).toBe('active');
  });
});

describe('an evacuation whose host is the destination of a move that will be refused', () => {
  it('waits for the end of that move, and then finds the host empty', async () => {
    const { ctx, clock, driver, hostId, vmId } = await makeObservedCluster(database.db, {
      hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
      vms: ['last', 'other'].map((name, i) => simulatedVm(name, `h${i + 1}`, { memoryMiB: 4096 })),
    });
    const stray = await migrateVm({ ctx, input: { vmId: await vmId('other'), toHostId: hostId('h3') } });
    // claimed by another worker, so that no tick of this one touches it
    await ctx.db.run.update({
      where: { id: stray.runId },
      data: { state: 'cancelled', finishedAt: clock.now() },
    });
    const setStray = (state: 'checking' | 'skipped') =>
      ctx.db.move.updateMany({
        where: { runId: stray.runId },
        data: {
          state,
          toHostId: hostId('h1'),
          ...(state === 'skipped' && { code: 'destination-not-active', finishedAt: clock.now() }),
        },
      });
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    await setStray('checking');
    const input = { runId: present(runId, 'run') };
    for (let tick = 0; tick < 200; tick++) {
      expect(await advanceRun({ ctx, driver, input })).toBe(false);
      clock.pass(0.5);
    }
    expect(await ctx.db.move.findMany({ where: input })).toMatchObject([{ state: 'done' }]);
    await setStray('skipped');
    expect(await advanceRun({ ctx, driver, input })).toBe(true);
    expect(await ctx.db.run.findUnique({ where: { id: present(runId, 'run') } })).toMatchObject({
      state: 'succeeded',
    });
    expect(await ctx.db.host.findUnique({ where: { id: hostId('h1') } })).toMatchObject({
      mode: 'maintenance',
    });
  });
});

describe('a destination that fills up between the check and the start of a move', () => {
  it('accepts no more than fits', async () => {
    const { ctx, driver, hostId, vmId } = await makeObservedCluster(database.db, {
      hosts: [simulatedHost('h1'), simulatedHost('h2'), simulatedHost('small', { memoryMiB: 20_480 })],
      vms: ['a', 'b'].map((name, i) => simulatedVm(name, `h${i + 1}`, { memoryMiB: 12_288 })),
    });
    const ask = async (name: string) =>
      (await migrateVm({ ctx, input: { vmId: await vmId(name), toHostId: hostId('small') } })).runId;
    const first = await ask('a');
    // another worker begins the other move right after this one has read the state
    const second = await migrateVm({ ctx, input: { vmId: await vmId('b'), toHostId: hostId('h1') } });
    const begun = { state: 'migrating', toHostId: hostId('small'), startedAt: ctx.clock.now() } as const;
    const begin = async (): Promise<void> => {
      await ctx.db.move.updateMany({ where: { runId: second.runId }, data: begun });
    };
    const db = withInterruption(ctx.db, (query) => query.endsWith('.$executeRaw'), begin);
    await advanceRun({ ctx: { ...ctx, db }, driver, input: { runId: first } });
    expect(await ctx.db.move.findFirst({ where: { runId: first } })).toMatchObject({ state: 'pending' });
  });
});

describe('the host of an evacuation is locked before its run', () => {
  /**
   * Runs an action while a transaction holds the lock of the host, and checks that the action does not hold the
   * lock of the run.
   */
  async function whileHostIsHeld(hostId: string, runId: string, doing: () => Promise<unknown>) {
    let done: Promise<unknown> = Promise.resolve();
    await database.db.$transaction(
      async (tx) => {
        await tx.host.update({ where: { id: hostId }, data: { mode: 'draining' } });
        done = doing();
        done.catch(() => undefined); // awaited below
        await expect.poll(countWaiting, { timeout: 170_000 }).toBe(1);
        await tx.$queryRaw`SELECT id FROM run WHERE id = ${runId}::uuid FOR UPDATE NOWAIT`;
      },
      { timeout: 180_000 },
    );
    await done;
  }

  const countWaiting = async (): Promise<number> => {
    const rows = await database.db.$queryRaw<unknown[]>`
      SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return rows.length;
  };

  it('when it ends, so that the start of the next one cannot deadlock', async () => {
    const { ctx, driver, hostId } = await onItsWay();
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h3') } });
    await cancelRun({ ctx, input: { runId: present(runId, 'run') } });
    const input = { runId: present(runId, 'run') };
    await whileHostIsHeld(hostId('h3'), input.runId, () => advanceRun({ ctx, driver, input }));
    expect(await ctx.db.run.findUnique({ where: { id: input.runId } })).toMatchObject({ state: 'cancelled' });
  });

  it('when it returns to service, so that an evacuation that begins at that moment is noticed', async () => {
    const { ctx, hostId, runId } = await onItsWay();
    await ctx.db.host.update({ where: { id: hostId('h1') }, data: { mode: 'maintenance' } });
    const input = { hostId: hostId('h1') };
    let back: Promise<unknown> = Promise.resolve();
    await database.db.$transaction(async (tx) => {
      await tx.host.update({ where: { id: hostId('h1') }, data: { mode: 'draining' } });
      back = leaveMaintenance({ ctx, input });
      back.catch(() => undefined); // awaited below
      await expect.poll(countWaiting, { timeout: 170_000 }).toBe(1);
      const hosts = { create: { hostId: hostId('h1'), name: 'h1' } };
      await tx.run.update({ where: { id: runId }, data: { kind: 'evacuate', state: 'running', hosts } });
    });
    await expect(back).rejects.toMatchObject({ code: 'host-being-evacuated' });
  });
});

describe('two jobs for one VM, ordered before and after a clock was set back', () => {
  it('both end, although the worker died that had just claimed the VM for the first', async () => {
    const { ctx, driver, clock, hostId, collect } = await makeObservedCluster(database.db, {
      hosts: [simulatedHost('h1'), simulatedHost('h2'), simulatedHost('h3')],
      vms: [simulatedVm('wanted', 'h1', { memoryMiB: 1024 })],
    });
    const vm = await ctx.db.vm.findFirstOrThrow({ where: { hostId: hostId('h1') } });
    const order = async (to: string) =>
      (await migrateVm({ ctx, input: { vmId: vm.id, toHostId: hostId(to) } })).runId;
    const first = await order('h2');
    clock.pass(-7200);
    await collect(); // an observation with a time in the future is ignored
    const second = await order('h3');
    await ctx.db.move.updateMany({ where: { runId: first }, data: { state: 'checking' } });
    for (let tick = 0; tick < 60; tick++) {
      await advanceRun({ ctx, driver, input: { runId: first } });
      clock.pass(0.5);
    }
    const moves = await ctx.db.move.findMany({
      where: { runId: { in: [first, second] } },
      include: { run: true },
      orderBy: { run: { number: 'asc' } },
    });
    expect(moves.map(({ run, state, code }) => [run?.state, state, code])).toEqual([
      ['succeeded', 'done', null],
      ['failed', 'skipped', 'vm-moved'], // it was planned from a former host of the VM
    ]);
    expect(await ctx.db.vm.findUnique({ where: { id: vm.id } })).toMatchObject({ hostId: hostId('h2') });
  });
});
