import { describe, expect, it } from 'vitest';
import { openTestWorld } from '../test-world.ts';

const order = (command: string, more: object = {}) => ({
  key: 'P-1',
  hostId: 'id-one',
  command,
  timeoutSeconds: 600,
  ...more,
});

describe('a command on a simulated host', () => {
  it('restarts its host, which is then in another boot and of another version', async () => {
    const { driver, goTo, now } = openTestWorld();
    const before = await driver.readBootId('id-one');
    await driver.startStep(order('apt-get -y upgrade && reboot'));
    await driver.startStep(order('apt-get -y upgrade && reboot'));
    expect((await driver.readStep(order(''))).phase).toBe('running');
    goTo(now() + 30_000);
    await expect(driver.readStep(order(''))).rejects.toMatchObject({ code: 'host-unreachable' });
    goTo(now() + 75_000);
    expect(await driver.readStep(order(''))).toMatchObject({ phase: 'ended', exitCode: 0 });
    expect(await driver.readBootId('id-one')).not.toBe(before);
    expect((await driver.observeHost('id-one')).facts.version).toBe('Ballast simulator 1.1');
    goTo(now() + 600_000);
    expect((await driver.observeHost('id-one')).facts.version).toBe('Ballast simulator 1.1');
  });

  it('fails as it says, or when it takes too long, and its host stays', async () => {
    const { driver, goTo, now } = openTestWorld();
    await driver.startStep(order('exit 3'));
    await driver.startStep(order('reboot', { key: 'P-2', hostId: 'id-two', timeoutSeconds: 5 }));
    goTo(now() + 60_000);
    expect(await driver.readStep(order(''))).toMatchObject({ phase: 'ended', exitCode: 3 });
    const slow = order('', { key: 'P-2', hostId: 'id-two' });
    expect(await driver.readStep(slow)).toMatchObject({ phase: 'ended', exitCode: 124 });
  });

  it('ends with the power of its host, which then boots once, when somebody switches it on', async () => {
    const { driver, log, goTo, now } = openTestWorld();
    const before = await driver.readBootId('id-one');
    await driver.startStep(order('apt-get -y upgrade && reboot'));
    goTo(now() + 5000);
    await log.append(new Date(now()), { type: 'host-died', hostId: 'one' });
    goTo(now() + 600_000);
    await expect(driver.readStep(order(''))).rejects.toMatchObject({ code: 'host-unreachable' });
    await log.append(new Date(now()), { type: 'host-up', hostId: 'one' });
    expect(await driver.readStep(order(''))).toMatchObject({ phase: 'ended', exitCode: null });
    expect(await driver.readBootId('id-one')).not.toBe(before);
    expect((await driver.observeHost('id-one')).facts.version).toBe('Ballast simulator 1.1');
  });

  it('is unknown on another host', async () => {
    const { driver } = openTestWorld();
    await driver.startStep(order('true'));
    expect((await driver.readStep(order('', { hostId: 'id-two' }))).phase).toBe('none');
  });
});
