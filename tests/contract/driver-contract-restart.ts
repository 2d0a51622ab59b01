import { describe, expect, it } from 'vitest';
import type { HostSign } from '../../lib/model/host-sign.ts';
import { present } from '../../lib/model/present.ts';
import type { ContractBench } from './harness.ts';
import { driverErrorOf, whereIs } from './steps.ts';

/** What is known of a silent host, and VMs that start on another one. */
export function describeContractRestart(bench: ContractBench): void {
  const { abilities, harness, driver } = bench;
  describe('a host that does not answer', () => {
    it('is said to be silent by somebody and to run by nobody, unless its machine shows that it runs', async () => {
      const { hostId } = await whereIs(driver(), harness(), harness().calm);
      await harness().makeUnreachable(hostId);
      try {
        const signs = await harness().until('signs', async () => {
          const read = await driver().readSigns(hostId, []);
          const isKnown = ({ says }: HostSign) => says === 'silent' || says === 'off';
          const isAlive = ({ says }: HostSign) => harness().keepsMachine === true && says === 'runs';
          return read.some((sign) => isKnown(sign) || isAlive(sign)) ? read : null;
        });
        const alive = signs.filter(({ source, says }) => source !== 'storage' && says === 'runs');
        if (!harness().keepsMachine) expect(alive).toEqual([]);
      } finally {
        await harness().restoreHost(hostId);
      }
    });

    it('shows signs of life again once it answers', async () => {
      const { hostId } = await whereIs(driver(), harness(), harness().calm);
      await harness().until('a sign of life', async () => {
        const read = await driver().readSigns(hostId, []);
        return read.some(({ says }) => says === 'runs') ? true : null;
      });
    });
  });

  if (!abilities.restart) return;
  describe('a restart on another host', () => {
    it('leaves a VM alone that runs there already', async () => {
      const { calm } = harness();
      const { hostId } = await whereIs(driver(), harness(), calm);
      const other = harness().hosts.find((host) => host.hostId !== hostId);
      const { hostId: deadHostId } = present(other, 'another host');
      const { uuid: vmUuid, name: vmName } = calm;
      const seen = await bench.freshDriver().observeHost(hostId);
      const definition = seen.vms.find(({ uuid }) => uuid === vmUuid)?.fullDefinition ?? null;
      const order = { vmUuid, vmName, deadHostId, destinationHostId: hostId, definition, isPersistent: true };
      await driver().restartVm(order);
      await harness().assertAlive(calm, hostId);
    });

    it('removes no copy of a VM that runs', async () => {
      const { calm } = harness();
      const { hostId } = await whereIs(driver(), harness(), calm);
      const refused = await driverErrorOf(driver().removeCopy(hostId, calm.uuid));
      expect(refused.code).toBe('vm-not-movable');
      await harness().assertAlive(calm, hostId);
    });
  });
}
