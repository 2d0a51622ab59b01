import { describe, expect, it } from 'vitest';
import type { MigrationOrder, MigrationProgress, MigrationReport } from '../../../model/ports.ts';
import { openTestWorld, START, type TestWorld } from '../test-world.ts';

/** writer-01 writes 5 GB/s to 6000 MiB. Its copy never converges by itself. */
const MIDWAY = 15_000;
const both = ['id-one', 'id-two'];

async function begin(more: Partial<MigrationOrder>): Promise<{ world: TestWorld; order: MigrationOrder }> {
  const world = openTestWorld();
  const order = world.order('writer-01', 'one', 'two', more);
  await world.driver.startMigration(order);
  world.goTo(START + MIDWAY);
  return { world, order };
}

async function follow(
  { driver, now, goTo }: TestWorld,
  order: MigrationOrder,
  seconds: number,
): Promise<{ end: MigrationReport; seen: MigrationProgress[] }> {
  const seen: MigrationProgress[] = [];
  for (const deadline = now() + seconds * 1000; now() < deadline; goTo(now() + 250)) {
    const end = await driver.readMigration(order);
    if (end.phase !== 'running') return { end, seen };
    seen.push(end.progress);
  }
  return { end: await driver.readMigration(order), seen };
}

const statesOf = async ({ driver }: TestWorld, { vmUuid }: MigrationOrder) =>
  (await driver.locateVm(vmUuid, both)).map((place) => place.state);

describe('throttling', () => {
  it('slows the VM down step by step until the copy converges', async () => {
    const { world, order } = await begin({ mayThrottle: true });
    const { end, seen } = await follow(world, order, 600);
    const throttle = seen.map((progress) => progress.throttlePercent ?? 0);
    expect(throttle).toEqual([...throttle].sort((a, b) => a - b));
    expect([...new Set(throttle)].slice(0, 4)).toEqual([20, 30, 40, 50]);
    expect(end).toMatchObject({ phase: 'completed' });
    if (end.phase === 'completed') {
      expect(end.statistics?.downtimeMs).toBeLessThan(400);
      expect(end.statistics?.reported.auto_converge_throttle).toBe(throttle.at(-1));
    }
  });

  it('takes CPU time from the VM, and returns it afterwards', async () => {
    const { world, order } = await begin({ mayThrottle: true });
    const coresAt = async (host: string) =>
      (await world.driver.observeHost(host)).vms.find((vm) => vm.uuid === order.vmUuid)?.cpuCoresUsed ?? 0;
    world.goTo(START);
    const before = await coresAt('id-one');
    world.goTo(START + 60_000);
    const during = await world.driver.readMigration(order);
    const share = during.phase === 'running' ? (during.progress.throttlePercent ?? 0) / 100 : 0;
    expect(share).toBeGreaterThan(0.1);
    expect((await coresAt('id-one')) / before).toBeCloseTo(1 - share, 1);
    await world.driver.cancelMigration(order);
    expect((await coresAt('id-one')) / before).toBeCloseTo(1, 1);
  });

  it('is not used unless it is allowed', async () => {
    const { world, order } = await begin({});
    const { end, seen } = await follow(world, order, 100);
    expect(end.phase).toBe('running');
    expect(new Set(seen.map((progress) => progress.throttlePercent))).toEqual(new Set([null]));
  });
});

describe('quick', () => {
  it('pauses the VM, copies the rest, and resumes the VM at the destination', async () => {
    const { world, order } = await begin({});
    await world.driver.forceCompletion(order, 'quick');
    expect(await statesOf(world, order)).toEqual(['paused', 'incoming']);
    const { end } = await follow(world, order, 30);
    if (end.phase !== 'completed') throw new Error(`it ended as ${end.phase}`);
    expect(end.statistics?.downtimeMs).toBeGreaterThan(2000);
    expect(await statesOf(world, order)).toEqual(['absent', 'running']);
  });

  it('is reverted by cancelling: the VM keeps running at the source', async () => {
    const { world, order } = await begin({});
    await world.driver.forceCompletion(order, 'quick');
    await world.driver.cancelMigration(order);
    expect(await statesOf(world, order)).toEqual(['running', 'absent']);
  });

  it('counts no data twice and never decreases', async () => {
    const { world, order } = await begin({});
    const before = await world.driver.readMigration(order);
    await world.driver.forceCompletion(order, 'quick');
    const { seen } = await follow(world, order, 30);
    const bytes = seen.map((progress) => progress.bytesProcessed ?? Number.NaN);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(before.phase === 'running' && bytes[0]).toBe(
      before.phase === 'running' && before.progress.bytesProcessed,
    );
  });
});

describe('post-copy', () => {
  it('resumes the VM at the destination at once, and copies the rest afterwards', async () => {
    const { world, order } = await begin({ mayPostCopy: true });
    await world.driver.forceCompletion(order, 'post-copy');
    world.goTo(world.now() + 500);
    expect(await statesOf(world, order)).toEqual(['incoming', 'running']);
    const seen = await Promise.all(both.map((id) => world.driver.observeHost(id)));
    const shown = seen.map((host) => host.vms.find((vm) => vm.uuid === order.vmUuid)?.isIncoming);
    expect(shown).toEqual([true, false]);
    const { end } = await follow(world, order, 30);
    if (end.phase !== 'completed') throw new Error(`it ended as ${end.phase}`);
    expect(end.statistics?.downtimeMs).toBeLessThan(100);
    expect(await statesOf(world, order)).toEqual(['absent', 'running']);
  });

  it('cannot be cancelled', async () => {
    const { world, order } = await begin({ mayPostCopy: true });
    await world.driver.forceCompletion(order, 'post-copy');
    world.goTo(world.now() + 500);
    await expect(world.driver.cancelMigration(order)).rejects.toMatchObject({ code: 'unsupported' });
    const { end } = await follow(world, order, 30);
    expect(end.phase).toBe('completed');
  });

  it('pauses while the link is cut, and continues when it is restored', async () => {
    const { world, order } = await begin({ mayPostCopy: true });
    await world.driver.forceCompletion(order, 'post-copy');
    world.goTo(world.now() + 500);
    await world.log.append(new Date(world.now()), { type: 'link-cut', hostId: 'one', toHostId: 'two' });
    world.goTo(world.now() + 60_000);
    expect(await statesOf(world, order)).toEqual(['incoming', 'paused']);
    await world.log.append(new Date(world.now()), { type: 'link-joined', hostId: 'one', toHostId: 'two' });
    expect((await follow(world, order, 30)).end.phase).toBe('completed');
    expect(await statesOf(world, order)).toEqual(['absent', 'running']);
  });

  it.each([
    { why: 'the order did not allow it', more: {}, at: MIDWAY },
    { why: 'nothing was copied yet', more: { mayPostCopy: true }, at: 0 },
    { why: 'it is not live', more: { mayPostCopy: true, kind: 'quick' as const }, at: 3000 },
  ])('is refused: $why', async ({ more, at }) => {
    const { world, order } = await begin(more);
    world.goTo(START + at);
    await expect(world.driver.forceCompletion(order, 'post-copy')).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('either way of forcing completion', () => {
  it('does nothing to a migration that has ended', async () => {
    const { world, order } = await begin({});
    await world.driver.cancelMigration(order);
    const commands = (await world.log.read(0)).length;
    await world.driver.forceCompletion(order, 'quick');
    expect(await world.log.read(0)).toHaveLength(commands);
  });
});
