import { describe, expect, it } from 'vitest';
import { present } from '../../../model/present.ts';
import { openTestWorld, smallConfig } from '../test-world.ts';

/** web-01 was started on two after one had died, and one has booted since. */
async function makeCopy(isAutostart: boolean, meanwhile: readonly object[] = []) {
  const config = smallConfig();
  for (const vm of config.vms) vm.isAutostart = isAutostart;
  const world = openTestWorld(config);
  const vmUuid = present(config.vms.find(({ name }) => name === 'web-01')?.uuid, 'web-01');
  const befall = (body: object) => world.log.append(new Date(world.now()), body);
  await befall({ type: 'host-died', hostId: 'one' });
  for (const event of meanwhile) await befall(event);
  await befall({ type: 'restart-vm', vmUuid, hostId: 'two' });
  await befall({ type: 'host-up', hostId: 'one' });
  const places = async () =>
    (await world.driver.locateVm(vmUuid, ['id-one', 'id-two'])).map(({ state }) => state);
  return { ...world, vmUuid, befall, places };
}

describe('a VM that was started elsewhere', () => {
  it('runs twice if its host starts it, until somebody stops the copy, which can then be removed', async () => {
    const { driver, vmUuid, befall, places } = await makeCopy(true);
    expect(await places()).toEqual(['running', 'running']);
    await expect(driver.removeCopy('id-one', vmUuid)).rejects.toMatchObject({ code: 'vm-not-movable' });
    await befall({ type: 'stop-copy', vmUuid, hostId: 'one' });
    expect(await places()).toEqual(['stopped', 'running']);
    await driver.removeCopy('id-one', vmUuid);
    expect(await places()).toEqual(['absent', 'running']);
  });

  it('is stopped on both hosts if the second one dies too: either copy can be removed', async () => {
    const { driver, vmUuid, befall, places } = await makeCopy(false);
    await befall({ type: 'host-died', hostId: 'two' });
    await befall({ type: 'host-up', hostId: 'two' });
    expect(await places()).toEqual(['stopped', 'stopped']);
    await driver.removeCopy('id-two', vmUuid);
    expect(await places()).toEqual(['stopped', 'absent']);
  });

  it('leaves no copy if somebody has removed it from its former host', async () => {
    const { driver, places } = await makeCopy(false, [{ type: 'place', vm: 'web-01', hostId: null }]);
    expect(await places()).toEqual(['absent', 'running']);
    const observed = await driver.observeHost('id-one');
    expect(observed.vms.filter(({ name }) => name === 'web-01')).toEqual([]);
  });

  it('leaves nothing behind once it has been on its former host again', async () => {
    const { places, befall } = await makeCopy(false);
    await befall({ type: 'place', vm: 'web-01', hostId: 'one' });
    expect(await places()).toEqual(['running', 'absent']);
    await befall({ type: 'place', vm: 'web-01', hostId: 'two' });
    expect(await places()).toEqual(['absent', 'running']);
  });
});
