import { describe, expect, it } from 'vitest';
import type { MigrationOrder, MigrationReport } from '../../../model/ports.ts';
import { predictLive } from '../../../precopy/predict.ts';
import { openTestWorld, START, smallConfig, type TestWorld } from '../test-world.ts';

/** The report at the end of the migration, and the time of the end to a tenth of a second of the clock. */
async function finish(
  world: TestWorld,
  order: MigrationOrder,
): Promise<{ end: MigrationReport; seconds: number }> {
  for (let at = world.now(); at < START + 600_000; at += 100) {
    world.goTo(at);
    const end = await world.driver.readMigration(order);
    if (end.phase !== 'running') return { end, seconds: (at - START) / 1000 };
  }
  throw new Error('it never ended');
}

describe('copying', () => {
  it('takes as long as the pre-copy model predicts', async () => {
    const world = openTestWorld();
    const order = world.order('db-01', 'one', 'two');
    const { vms } = await world.driver.observeHost('id-one');
    const db = vms.find((vm) => vm.name === 'db-01');
    await world.driver.startMigration(order);
    const { end, seconds } = await finish(world, order);
    const predicted = predictLive({
      touchedMiB: db?.memoryUsedMiB ?? 0,
      dirtyMiBps: db?.dirtyMiBps ?? 0,
      workingSetMiB: 4096,
      bandwidthMiBps: (10_000 * 1e6 * 0.94) / 8 / 2 ** 20,
      downtimeLimitMs: 300,
      fixedSeconds: 0.9,
    });
    expect(predicted.rounds).toBeGreaterThan(2);
    expect(Math.abs(seconds - predicted.seconds)).toBeLessThan(0.5);
    if (end.phase !== 'completed') throw new Error(`it ended as ${end.phase}`);
    expect(end.statistics?.rounds).toBe(predicted.rounds);
    expect(Math.abs((end.statistics?.downtimeMs ?? 0) - predicted.downtimeMs)).toBeLessThan(150);
    const ratio = (end.statistics?.bytesProcessed ?? 0) / 2 ** 20 / predicted.transferredMiB;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
  });

  it('runs at half the speed while two migrations share a link', async () => {
    const alone = openTestWorld();
    await alone.driver.startMigration(alone.order('web-01', 'one', 'two'));
    const single = await finish(alone, alone.order('web-01', 'one', 'two'));
    const world = openTestWorld();
    const orders = ['web-01', 'web-02'].map((name) => world.order(name, 'one', 'two'));
    for (const order of orders) await world.driver.startMigration(order);
    const both = await Promise.all(orders.slice(0, 1).map((order) => finish(world, order)));
    expect((both[0]?.seconds ?? 0) / single.seconds).toBeGreaterThan(1.6);
    expect((both[0]?.seconds ?? 0) / single.seconds).toBeLessThan(2.1);
  });

  it('keeps copying if the VM writes too fast, and fails after the last round', async () => {
    const world = openTestWorld(smallConfig({ maxRounds: 30 }));
    const order = world.order('writer-01', 'one', 'two');
    await world.driver.startMigration(order);
    const { end } = await finish(world, order);
    expect(end).toMatchObject({ phase: 'failed', code: 'migration-failed', facts: { rounds: 30 } });
    const places = await world.driver.locateVm(order.vmUuid, ['id-one', 'id-two']);
    expect(places.map((place) => place.state)).toEqual(['running', 'absent']);
  });

  it('pauses the VM for the whole of a quick migration', async () => {
    const world = openTestWorld();
    const order = world.order('writer-01', 'one', 'two', { kind: 'quick' });
    await world.driver.startMigration(order);
    world.goTo(START + 3000);
    const here = await world.driver.observeHost('id-one');
    expect(here.vms.find((vm) => vm.name === 'writer-01')).toMatchObject({
      state: 'paused',
      cpuCoresUsed: 0,
    });
    const { end } = await finish(world, order);
    if (end.phase !== 'completed') throw new Error(`it ended as ${end.phase}`);
    expect(end.statistics?.rounds).toBe(1);
    expect(end.statistics?.downtimeMs).toBeGreaterThan(5000);
  });

  it('moves a stopped VM immediately, without copying', async () => {
    const world = openTestWorld();
    const order = world.order('off-01', 'two', 'one', { kind: 'offline' });
    await world.driver.startMigration(order);
    const { end, seconds } = await finish(world, order);
    expect(end).toMatchObject({ phase: 'completed', statistics: { downtimeMs: null, bytesProcessed: null } });
    expect(seconds).toBeLessThan(1);
    expect(await world.driver.locateVm(order.vmUuid, ['id-one'])).toMatchObject([{ state: 'stopped' }]);
  });

  it('runs faster by the factor `speed`, and reports this factor', async () => {
    const worlds = [openTestWorld(), openTestWorld(smallConfig({ speed: 10 }))];
    const ends = await Promise.all(
      worlds.map(async (world) => {
        const order = world.order('web-01', 'one', 'two');
        await world.driver.startMigration(order);
        return finish(world, order);
      }),
    );
    expect((ends[0]?.seconds ?? 0) / (ends[1]?.seconds ?? 1)).toBeGreaterThan(8);
    const elapsed = ends.map(({ end }) => (end.phase === 'completed' ? (end.statistics?.elapsedMs ?? 0) : 0));
    expect(Math.abs((elapsed[0] ?? 0) - (elapsed[1] ?? 0))).toBeLessThan(200);
  });
});
