import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DriverEvent } from '../../model/ports.ts';
import { openTestWorld, START } from './test-world.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('orders that are refused', () => {
  it.each([
    { why: 'the VM is elsewhere', vm: 'web-01', from: 'two', to: 'one', code: 'vm-not-found' },
    { why: 'it is there already', vm: 'web-01', from: 'one', to: 'one', code: 'same-host' },
    { why: 'no memory', vm: 'web-01', from: 'one', to: 'tiny', code: 'destination-full' },
    { why: 'no such network there', vm: 'dmz-01', from: 'two', to: 'one', code: 'network-missing' },
    { why: 'no such storage there', vm: 'san-01', from: 'two', to: 'one', code: 'storage-missing' },
    { why: 'no such CPU feature there', vm: 'avx-01', from: 'two', to: 'tiny', code: 'cpu-incompatible' },
    { why: 'a device of the host', vm: 'gpu-01', from: 'two', to: 'one', code: 'vm-not-movable' },
    { why: 'it is stopped', vm: 'off-01', from: 'two', to: 'one', code: 'vm-not-running' },
  ])('$code: $why', async ({ vm, from, to, code }) => {
    const { driver, order, log } = openTestWorld();
    await expect(driver.startMigration(order(vm, from, to))).rejects.toMatchObject({ code });
    expect(await log.read(0)).toEqual([]);
  });

  it('destination-full: includes incomplete copies until they are removed', async () => {
    const { driver, order } = openTestWorld();
    const first = order('paused-01', 'two', 'tiny');
    const second = order('small-01', 'two', 'tiny');
    await driver.startMigration(first);
    const refused: unknown = await driver.startMigration(second).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'destination-full',
      facts: { vm: 'small-01', destination: 'tiny' },
    });
    // 85 % of 3072 and of 2048 MiB, plus or minus 3 % of noise
    expect(refused).toMatchObject({
      facts: { needsMiB: expect.closeTo(2611, -2), freeMiB: expect.closeTo(2355, -2) },
    });
    await driver.cancelMigration(first);
    await driver.startMigration(second);
    expect((await driver.readMigration(second)).phase).toBe('running');
  });

  it('destination-unreachable and host-unreachable: a host is down', async () => {
    const { driver, order, log } = openTestWorld();
    await log.append(new Date(START), { type: 'host-down', hostId: 'id-two' });
    await expect(driver.startMigration(order('web-01', 'one', 'two'))).rejects.toMatchObject({
      code: 'destination-unreachable',
    });
    await expect(driver.startMigration(order('dmz-01', 'two', 'one'))).rejects.toMatchObject({
      code: 'host-unreachable',
    });
    await expect(driver.cancelMigration(order('dmz-01', 'two', 'one'))).rejects.toMatchObject({
      code: 'host-unreachable',
    });
  });

  it('when two workers order at once: the second order', async () => {
    const { driver, another, order } = openTestWorld();
    const outcomes = await Promise.allSettled([
      driver.startMigration(order('web-01', 'one', 'two', { moveId: 'a' })),
      another().startMigration(order('web-01', 'one', 'two', { moveId: 'b' })),
    ]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'vm-busy' });
  });
});

describe('a host that goes down', () => {
  it('the source: the result is unknown until the host is back, and then the VM runs there', async () => {
    const { driver, order, log, goTo } = openTestWorld();
    const move = order('web-01', 'one', 'two');
    await driver.startMigration(move);
    goTo(START + 2000);
    await log.append(new Date(START + 2000), { type: 'host-down', hostId: 'id-one' });
    await expect(driver.readMigration(move)).rejects.toMatchObject({ code: 'host-unreachable' });
    expect(await driver.locateVm(move.vmUuid, ['id-one', 'id-two'])).toEqual([
      { hostId: 'id-one', state: 'unreachable' },
      { hostId: 'id-two', state: 'absent' },
    ]);
    goTo(START + 9000);
    await log.append(new Date(START + 9000), { type: 'host-up', hostId: 'id-one' });
    expect(await driver.readMigration(move)).toMatchObject({ phase: 'failed', code: 'migration-failed' });
    expect(await driver.locateVm(move.vmUuid, ['id-one'])).toMatchObject([{ state: 'running' }]);
  });
});

describe('the driver', () => {
  it('reports no migration for a move that was never ordered', async () => {
    const { driver, order } = openTestWorld();
    expect(await driver.readMigration(order('web-01', 'one', 'two'))).toEqual({ phase: 'none' });
  });

  it('lists its hosts', async () => {
    const { driver } = openTestWorld();
    expect((await driver.discoverHosts()).map((host) => host.uri)).toEqual([
      'simulator://small/one',
      'simulator://small/two',
      'simulator://small/tiny',
    ]);
  });

  it('reports events for a VM that moved from one host to another', async () => {
    vi.useFakeTimers();
    const { driver, order, goTo } = openTestWorld();
    const events: DriverEvent[] = [];
    const stop = driver.watch((event) => events.push(event));
    await vi.advanceTimersByTimeAsync(1000);
    await driver.startMigration(order('web-01', 'one', 'two'));
    goTo(START + 60_000);
    await vi.advanceTimersByTimeAsync(1000);
    stop();
    expect(events.map(({ hostId, kind }) => `${hostId} ${kind}`)).toEqual([
      'id-two defined',
      'id-two started',
      'id-one stopped',
      'id-one undefined',
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
