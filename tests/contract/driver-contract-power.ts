import { describe, expect, it } from 'vitest';
import { DriverError } from '../../lib/model/errors.ts';
import type { PowerOrder } from '../../lib/model/power-order.ts';
import { present } from '../../lib/model/present.ts';
import type { ContractBench, ContractVm } from './harness.ts';
import { itWhere } from './it-where.ts';
import { driverErrorOf, whereIs } from './steps.ts';

/** Orders about the power of a VM: the guest is asked, nothing is forced, and what was read afterwards counts. */
export function describePower(bench: ContractBench): void {
  const { abilities, harness, driver, freshDriver } = bench;
  const can = (...orders: PowerOrder[]) => itWhere(orders.every((order) => abilities.power.includes(order)));
  const read = (hostId: string, { uuid }: ContractVm) => driver().readPower(hostId, uuid);
  const untilState = (hostId: string, vm: ContractVm, wanted: 'running' | 'stopped') =>
    harness().until(`${vm.name} ${wanted}`, async () => {
      const reading = await read(hostId, vm);
      return reading.state === wanted ? reading : null;
    });
  /** A guest hears of it only once it is far enough in its boot: it is asked again, as the runner does. */
  const start = async (hostId: string, vm: ContractVm) => {
    await driver().orderPower(hostId, vm.uuid, 'start');
    await untilState(hostId, vm, 'running');
    await harness()
      .assertAlive(vm, hostId)
      .catch(() => undefined);
  };

  describe('power', () => {
    it('reports the power of a VM, and that a host does not have it', async () => {
      const { calm, hosts } = harness();
      const { hostId } = await whereIs(driver(), harness(), calm);
      expect(await read(hostId, calm)).toEqual({ state: 'running', isSaved: false });
      const other = present(
        hosts.find((host) => host.hostId !== hostId),
        'another host',
      );
      expect((await read(other.hostId, calm)).state).toBe('absent');
    });

    can('save', 'start')('saves a VM, shows that it is saved, and starts it where it was', async () => {
      const { calm } = harness();
      const { hostId } = await whereIs(driver(), harness(), calm);
      await driver().orderPower(hostId, calm.uuid, 'save');
      expect(await untilState(hostId, calm, 'stopped')).toEqual({ state: 'stopped', isSaved: true });
      const seen = await freshDriver().observeHost(hostId);
      const vm = seen.vms.find(({ uuid }) => uuid === calm.uuid);
      expect(vm?.state).toBe('stopped');
      expect(vm?.ties.map(({ kind }) => kind)).toContain('saved-state');
      await driver().orderPower(hostId, calm.uuid, 'save'); // it is as ordered
      await start(hostId, calm);
      expect(await read(hostId, calm)).toEqual({ state: 'running', isSaved: false });
    });

    can('shutDown', 'start')('shuts a VM down through its guest, and starts it again', async () => {
      const { calm } = harness();
      const { hostId } = await whereIs(driver(), harness(), calm);
      await driver().orderPower(hostId, calm.uuid, 'shutDown');
      expect(await untilState(hostId, calm, 'stopped')).toEqual({ state: 'stopped', isSaved: false });
      await driver().orderPower(hostId, calm.uuid, 'shutDown'); // it is as ordered
      await start(hostId, calm);
    });

    can('start')('refuses orders about a VM that the host does not have', async () => {
      const { calm, hosts } = harness();
      const { hostId } = await whereIs(driver(), harness(), calm);
      const other = present(
        hosts.find((host) => host.hostId !== hostId),
        'another host',
      );
      const error = await driverErrorOf(driver().orderPower(other.hostId, calm.uuid, 'start'));
      expect(error).toBeInstanceOf(DriverError);
      expect(error.code).toBe('vm-not-found');
    });
  });
}
