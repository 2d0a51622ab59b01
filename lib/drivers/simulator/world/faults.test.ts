import { describe, expect, it } from 'vitest';
import type { RefuseWhen, SimulatorCommandBody } from '../commands.ts';
import { openTestWorld, START, smallConfig, type TestWorld } from '../test-world.ts';

const both = ['id-one', 'id-two'];
/** In the middle of the copy: web-01 has about 7 GiB to copy, which takes about 6 s. */
const MIDWAY = 3000;

async function halfway(fault: SimulatorCommandBody): Promise<TestWorld & { states(): Promise<string[]> }> {
  const world = openTestWorld();
  const order = world.order('web-01', 'one', 'two');
  await world.driver.startMigration(order);
  world.goTo(START + MIDWAY);
  await world.log.append(new Date(START + MIDWAY), fault);
  const states = async () => (await world.driver.locateVm(order.vmUuid, both)).map((place) => place.state);
  return { ...world, states };
}

describe('a daemon that does not answer', () => {
  const fault: SimulatorCommandBody = { type: 'daemon-down', hostId: 'id-one' };

  it('reports nothing to Ballast, while the migration continues to its end', async () => {
    const { driver, order, log, states, goTo } = await halfway(fault);
    const move = order('web-01', 'one', 'two');
    await expect(driver.readMigration(move)).rejects.toMatchObject({ code: 'host-unreachable' });
    await expect(driver.observeHost('id-one')).rejects.toMatchObject({ code: 'host-unreachable' });
    expect(await states()).toEqual(['unreachable', 'incoming']);
    goTo(START + 60_000);
    expect(await states()).toEqual(['unreachable', 'running']);
    await log.append(new Date(START + 60_000), { type: 'daemon-up', hostId: 'id-one' });
    expect((await driver.readMigration(move)).phase).toBe('completed');
    expect(await states()).toEqual(['absent', 'running']);
  });

  it('accepts no orders from Ballast or from other hosts', async () => {
    const { driver, order } = await halfway(fault);
    await expect(driver.startMigration(order('db-01', 'one', 'two'))).rejects.toMatchObject({
      code: 'host-unreachable',
    });
    await expect(driver.startMigration(order('dmz-01', 'two', 'one'))).rejects.toMatchObject({
      code: 'destination-unreachable',
    });
    await expect(driver.cancelMigration(order('web-01', 'one', 'two'))).rejects.toMatchObject({
      code: 'host-unreachable',
    });
  });
});

describe('a link between two hosts', () => {
  const cut: SimulatorCommandBody = { type: 'link-cut', hostId: 'id-two', toHostId: 'one' };

  it('fails the migrations over it when it is cut, and both hosts still answer Ballast', async () => {
    const { driver, order, states } = await halfway(cut);
    expect(await driver.readMigration(order('web-01', 'one', 'two'))).toMatchObject({
      phase: 'failed',
      code: 'destination-lost',
    });
    expect(await states()).toEqual(['running', 'absent']);
  });

  it('allows no migration to start until it is restored', async () => {
    const { driver, order, log, now } = await halfway(cut);
    const again = order('db-01', 'one', 'two');
    await expect(driver.startMigration(again)).rejects.toMatchObject({ code: 'destination-unreachable' });
    const bad = (await driver.testConnections()).filter((check) => !check.ok);
    expect(bad.map(({ hostId, toHostId }) => [hostId, toHostId])).toEqual([both, [...both].reverse()]);
    await log.append(new Date(now()), { type: 'link-joined', hostId: 'id-one', toHostId: 'id-two' });
    await driver.startMigration(again);
    expect((await driver.testConnections()).every((check) => check.ok)).toBe(true);
  });
});

describe('a migration', () => {
  it('fails when its destination process is killed, and the VM keeps running at the source', async () => {
    const { driver, order, states } = await halfway({ type: 'fail-migration', vm: 'web-01' });
    expect(await driver.readMigration(order('web-01', 'one', 'two'))).toMatchObject({
      phase: 'failed',
      code: 'destination-lost',
      facts: { destination: 'two' },
    });
    expect(await states()).toEqual(['running', 'absent']);
  });

  it('that hangs never ends and makes no progress until it is cancelled', async () => {
    const { driver, order, goTo, states } = await halfway({ type: 'hang-migration', vm: 'web-01' });
    const move = order('web-01', 'one', 'two');
    const before = await driver.readMigration(move);
    goTo(START + 86_400_000);
    const after = await driver.readMigration(move);
    if (before.phase !== 'running' || after.phase !== 'running') throw new Error('it does not run');
    expect(after.progress.bytesProcessed).toBe(before.progress.bytesProcessed);
    expect(after.progress.bandwidthMiBps).toBe(0);
    await driver.cancelMigration(move);
    expect(await driver.readMigration(move)).toMatchObject({ code: 'migration-cancelled' });
    expect(await states()).toEqual(['running', 'absent']);
  });

  it('of another VM is not affected', async () => {
    const { driver, order } = await halfway({ type: 'fail-migration', vm: 'db-01' });
    expect((await driver.readMigration(order('web-01', 'one', 'two'))).phase).toBe('running');
  });
});

describe('a host that refuses', () => {
  /** Both VMs are on the first host, no migration is in flight, and the second host has been given what to refuse. */
  async function refusing(when: RefuseWhen, vm?: string) {
    const world = await halfway({ type: 'fail-migration', vm: 'web-01' });
    const { log, now } = world;
    const body = { type: 'refuse', hostId: 'id-two', when, code: 'cpu-incompatible', vm } as const;
    await log.append(new Date(now()), body);
    return { ...world, web: world.order('web-01', 'one', 'two'), db: world.order('db-01', 'one', 'two') };
  }
  const says = { code: 'cpu-incompatible', scope: 'pair', facts: { destination: 'two' } };

  it('refuses in the check and in the order', async () => {
    const { driver, web } = await refusing('check');
    const [found] = await driver.checkMigration(web);
    expect(found).toMatchObject(says);
    await expect(driver.startMigration(web)).rejects.toMatchObject(says);
  });

  it('can refuse only at the order', async () => {
    const { driver, web } = await refusing('order');
    expect(await driver.checkMigration(web)).toEqual([]);
    await expect(driver.startMigration(web)).rejects.toMatchObject(says);
  });

  it('can refuse only after the copy has begun, and the VM keeps running at the source', async () => {
    const { driver, web, goTo, now, states } = await refusing('load');
    await driver.startMigration({ ...web, moveId: 'another' });
    goTo(now() + 5000);
    const end = await driver.readMigration({ ...web, moveId: 'another' });
    expect(end).toMatchObject({ phase: 'failed', ...says });
    expect(await states()).toEqual(['running', 'absent']);
  });

  it('accepts other VMs, and accepts the refused VM again when the refusal is withdrawn', async () => {
    const { driver, web, db, log, now } = await refusing('check', 'web-01');
    expect(await driver.checkMigration(db)).toEqual([]);
    await log.append(new Date(now()), { type: 'accept', hostId: 'id-two' });
    expect(await driver.checkMigration(web)).toEqual([]);
  });
});

describe('a VM that is placed from outside', () => {
  const away = { ...smallConfig(), vms: smallConfig().vms.map((vm, i) => ({ ...vm, isAway: i === 0 })) };
  const shown = async ({ driver }: TestWorld) => {
    const hosts = await Promise.all(['id-one', 'id-two', 'id-tiny'].map((id) => driver.observeHost(id)));
    return hosts.filter(({ vms }) => vms.some((vm) => vm.name === 'web-01')).map(({ hostId }) => hostId);
  };

  it('does not exist before, is where it was put, and does not exist after it was removed', async () => {
    const world = openTestWorld(away);
    const put = (hostId: string | null) =>
      world.log.append(new Date(START), { type: 'place', vm: 'web-01', hostId });
    expect(await shown(world)).toEqual([]);
    await put('id-one');
    expect(await shown(world)).toEqual(['id-one']);
    await put('two');
    expect(await shown(world)).toEqual(['id-two']);
    await put('tiny'); // 8 GiB do not fit into 6 GiB
    expect(await shown(world)).toEqual(['id-two']);
    await put(null);
    expect(await shown(world)).toEqual([]);
  });

  it('stays where it is while it is being migrated', async () => {
    const { states } = await halfway({ type: 'place', vm: 'web-01', hostId: null });
    expect(await states()).toEqual(['running', 'incoming']);
  });
});
