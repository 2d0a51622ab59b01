import { describe, expect, it } from 'vitest';
import type { PolicyPatch } from '../../lib/model/policy.ts';
import type { MigrationProgress } from '../../lib/model/ports.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { memoryOf } from '../../lib/services/runs/watch-memory.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { readMoveTracks } from '../../lib/views/job/read-move-track.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();

/**
 * A VM that writes more than a network of 1 Gbit/s transfers, unless the test says otherwise, with an order to move
 * it live.
 */
async function makeMove(input: { said?: PolicyPatch; vm?: object; mbps?: number; kind?: 'automatic' } = {}) {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2'].map((name) => simulatedHost(name, { migrationMbps: input.mbps ?? 1000 })),
    vms: [simulatedVm('a', 'h1', { memoryMiB: 2048, dirtyMiBps: 400, workingSetMiB: 600, ...input.vm })],
  });
  const { ctx, clock, driver, hostId, vmId } = made;
  await sayPolicy(ctx.db, made.cluster.id, { stallSeconds: 20, ...input.said });
  const order = { vmId: await vmId('a'), toHostId: hostId('h2'), kind: input.kind ?? ('live' as const) };
  const { runId } = await migrateVm({ ctx, input: order });
  const move = () => ctx.db.move.findFirstOrThrow({ where: { runId } });
  const tick = (from = driver) => advanceRun({ ctx, driver: from, input: { runId } });
  /** Ticks twice a second until the run has ended or `isEnough` returns true. Returns the state of the move after each tick. */
  const watch = async (
    isEnough: (row: Awaited<ReturnType<typeof move>>) => boolean = () => false,
    ticks = 700,
  ) => {
    const seen: Awaited<ReturnType<typeof move>>[] = [];
    for (let i = 0; i < ticks; i++) {
      const hasEnded = await tick();
      seen.push(await move());
      const row = seen.at(-1);
      if (hasEnded || (row && isEnough(row))) return seen;
      clock.pass(0.5);
    }
    throw new Error('it takes too long');
  };
  const elapsedMs = async () => ((await move()).progress as MigrationProgress | null)?.elapsedMs ?? 0;
  return { ...made, runId, move, tick, watch, elapsedMs };
}

describe('a stalled copy', () => {
  it('is cancelled by the policy cancel, with the measured rates', async () => {
    const { watch, move, places } = await makeMove({ said: { onStall: 'cancel' } });
    await watch();
    const ended = await move();
    expect(ended).toMatchObject({ state: 'failed', code: 'stalled', stallAction: 'cancel', tries: 1 });
    const facts = ended.facts as Record<string, number>;
    expect(facts).toMatchObject({ vm: 'a' });
    expect(facts.rounds).toBeGreaterThan(2);
    expect(facts.dirtyMiBps).toBeGreaterThan(facts.bandwidthMiBps ?? 0);
    expect((await places()).a).toBe('h1');
  });

  it('by quick: the VM is paused for the rest, and arrives', async () => {
    const { watch, move, places } = await makeMove({ said: { onStall: 'quick' } });
    await watch();
    const done = await move();
    expect(done).toMatchObject({ state: 'done', stallAction: 'quick', kind: 'live', kindReason: 'asked' });
    expect(done.stalledAt).not.toBeNull();
    expect(done.downtimeMs).toBeGreaterThan(1000);
    expect((await places()).a).toBe('h2');
  });

  it('by post-copy: it continues at the destination, is never aborted from then on, and arrives', async () => {
    const made = await makeMove({ said: { onStall: 'post-copy' } });
    await made.watch((row) => memoryOf(row).completionForcedBy === 'post-copy');
    await made.ctx.db.run.update({
      where: { id: made.runId },
      data: { cancelRequestedAt: made.clock.now(), cancelRequestedBy: 'x' },
    });
    await made.watch();
    expect(await made.move()).toMatchObject({ state: 'done', stallAction: 'post-copy' });
    expect((await made.places()).a).toBe('h2');
    const cancels = await made.ctx.db.simulatorCommand.count({
      where: { clusterId: made.cluster.id, body: { path: ['type'], equals: 'cancel-migration' } },
    });
    expect(cancels).toBe(0);
  });

  it('by throttle: the hypervisor slows the VM down until the copy converges', async () => {
    const { watch, move } = await makeMove({
      said: { onStall: 'throttle', stallSeconds: 60 },
      vm: { dirtyMiBps: 150 },
    });
    const seen = await watch();
    expect(await move()).toMatchObject({ state: 'done' });
    const throttled = seen.map((row) => (row.progress as MigrationProgress | null)?.throttlePercent ?? 0);
    expect(Math.max(...throttled)).toBeGreaterThan(0);
  });

  it('on a connection without any progress is cancelled, whatever the policy', async () => {
    const made = await makeMove({
      said: { onStall: 'post-copy' },
      vm: { dirtyMiBps: 1, memoryMiB: 16_384 },
    });
    await made.watch((row) => (row.progressPercent ?? 0) > 10);
    await made.store.append(made.clock.now(), { type: 'hang-migration', vm: 'a' });
    await made.watch();
    expect(await made.move()).toMatchObject({ state: 'failed', code: 'stalled', stallAction: 'cancel' });
    expect((await made.places()).a).toBe('h1');
  });
});

describe('the stored data of a migration', () => {
  it('are a curve of at most one point a second, a bar that never decreases, and the hypervisor’s statistics', async () => {
    const vm = { memoryMiB: 8192, dirtyMiBps: 20, workingSetMiB: 256 };
    const { ctx, runId, watch, move } = await makeMove({ vm, kind: 'automatic' });
    const seen = await watch();
    const percents = seen.flatMap((row) => row.progressPercent ?? []);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(percents.at(-1)).toBe(100);
    expect(Math.max(...percents.slice(0, -1))).toBeLessThanOrEqual(100);
    const done = await move();
    expect(done).toMatchObject({ state: 'done', kindReason: 'converges', stalledAt: null });
    expect(done.statistics).toMatchObject({ elapsedMs: done.durationMs, downtimeMs: done.downtimeMs });
    expect(done.seen).toEqual([
      { hostId: done.fromHostId, state: 'absent' },
      { hostId: done.toHostId, state: 'running' },
    ]);
    const [track] = await readMoveTracks({ ctx, input: { runId } });
    const points = track?.points ?? [];
    expect(points.length).toBeGreaterThan(20);
    const gaps = points.slice(1).map((point, i) => point.at.getTime() - (points[i]?.at.getTime() ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000);
    expect(points[0]?.remainingMiB).toBeGreaterThan(points.at(-1)?.remainingMiB ?? 0);
    const [job] = (await readJob({ ctx, input: { runId } })).moves;
    expect(job).toMatchObject({ tries: 1, waiting: null, kindReason: 'converges', leftMs: 0 });
  });

  it('of a very long one are thinned out evenly', async () => {
    const { ctx, clock, driver, tick, move } = await makeMove({
      said: { onStall: 'throttle', stallSeconds: 3600 },
      vm: { memoryMiB: 32_768, dirtyMiBps: 1 },
      mbps: 100,
    });
    for (let second = 0; second < 700; second++) {
      await tick(driver);
      clock.pass(1);
    }
    const rows = await ctx.db.moveProgress.findMany({
      where: { moveId: (await move()).id },
      orderBy: { at: 'asc' },
    });
    expect(rows.length).toBeLessThanOrEqual(600);
    expect(rows.length).toBeGreaterThan(250);
    const gaps = rows.slice(1).map((row, i) => row.at.getTime() - (rows[i]?.at.getTime() ?? 0));
    expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThanOrEqual(2);
  });
});

describe('a clock that jumps', () => {
  const long = { vm: { memoryMiB: 16_384, dirtyMiBps: 5 }, kind: 'automatic' as const };

  it.each([6 * 3600, -6 * 3600])('by %i seconds ends no migration, and prolongs none', async (jump) => {
    const made = await makeMove(long);
    await made.watch((row) => (row.progressPercent ?? 0) > 20);
    const jumped = { ...made.ctx, clock: { now: () => new Date(made.clock.now().getTime() + jump * 1000) } };
    const input = { runId: made.runId };
    for (let i = 0; i < 700 && !(await advanceRun({ ctx: jumped, driver: made.driver, input })); i++)
      made.clock.pass(0.5);
    const done = await made.move();
    expect(done).toMatchObject({ state: 'done', tries: 1 });
    expect(done.durationMs).toBeLessThan(600_000);
    expect(done.durationMs).toBeGreaterThan(10_000);
  });

  it('by hours does not make an order in transit count as lost', async () => {
    const made = await makeMove(long);
    const { ctx, clock, driver, tick, move } = made;
    const lost = { ...driver, startMigration: async () => undefined };
    await tick(lost);
    clock.pass(6 * 3600);
    await tick();
    expect(await move()).toMatchObject({ state: 'migrating', tries: 1 });
    expect(await ctx.db.simulatorCommand.count({ where: { clusterId: made.cluster.id } })).toBe(0);
  });

  it('uses the hypervisor’s own duration for the time limit', async () => {
    const { clock, driver, tick, move, watch } = await makeMove({
      ...long,
      said: { stallSeconds: 3600 },
    });
    await watch((row) => (row.progressPercent ?? 0) > 5);
    const slow = {
      ...driver,
      readMigration: async (ref: Parameters<typeof driver.readMigration>[0]) => {
        const report = await driver.readMigration(ref);
        if (report.phase !== 'running') return report;
        return { ...report, progress: { ...report.progress, elapsedMs: 3_000_000 } };
      },
    };
    await tick(slow);
    clock.pass(0.5);
    await tick();
    expect(await move()).toMatchObject({ state: 'failed', code: 'timed-out' });
  });
});
