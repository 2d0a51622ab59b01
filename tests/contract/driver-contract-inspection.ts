import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type InspectedVm, type TestGuest, testGuestOf } from '../../lib/model/inspection.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import type { ContractBench, DriverHarness } from './harness.ts';
import { driverErrorOf } from './steps.ts';

/** The inspection of a cluster, and the guest that a driver makes for a test migration. */
export function describeInspection(bench: ContractBench): void {
  const { abilities, harness, driver } = bench;
  describe('inspection', () => {
    it('reports every host, every connection and what stands between VMs and hosts, and moves nothing', async () => {
      const vms = await vmsOf(driver(), harness());
      const seen = await driver().inspectCluster(vms);
      const hostIds = harness().hosts.map(({ hostId }) => hostId);
      expect(seen.hosts.map(({ hostId }) => hostId).toSorted()).toEqual(hostIds.toSorted());
      for (const { version } of seen.hosts) expect(version).not.toBe('');
      const direct = seen.connections.filter(({ toHostId }) => toHostId === null);
      expect(direct.filter(({ ok }) => ok)).toHaveLength(hostIds.length);
      expect(seen.connections.length - direct.length).toBe(hostIds.length * (hostIds.length - 1));
      expect(seen.total).toBe(vms.length * (hostIds.length - 1));
      expect(seen.checked).toBe(seen.total);
      const uuids = new Set(vms.map(({ vmUuid }) => vmUuid));
      for (const { vmUuid, toHostId, message } of seen.obstacles) {
        expect(uuids).toContain(vmUuid);
        expect(hostIds).toContain(toHostId);
        expect(message).not.toBe('');
      }
      expect(await vmsOf(driver(), harness())).toEqual(vms);
    });

    it('leaves out a host that does not answer, and says so among the connections', async () => {
      const [{ hostId: lost } = { hostId: '' }] = harness().hosts.slice(-1);
      const vms = await vmsOf(driver(), harness());
      await harness().makeUnreachable(lost);
      try {
        const seen = await harness().until('the host is left out', async () => {
          const inspection = await driver().inspectCluster(vms);
          return inspection.hosts.some(({ hostId }) => hostId === lost) ? null : inspection;
        });
        expect(seen.hosts).toHaveLength(harness().hosts.length - 1);
        const own = seen.connections.find(({ hostId, toHostId }) => hostId === lost && toHostId === null);
        expect(own).toMatchObject({ ok: false });
      } finally {
        await harness().restoreHost(lost);
      }
    });

    if (abilities.testGuest) itMakesGuests(bench);
    else
      it('refuses to make a guest for a test', async () => {
        const [here, there] = harness().hosts;
        const starting = driver().startTestGuest(guestOf(), here?.hostId ?? '', there?.hostId ?? '');
        expect((await driverErrorOf(starting)).code).toBe('unsupported');
        expect((await driverErrorOf(driver().removeTestGuest(guestOf()))).code).toBe('unsupported');
      });
  });
}

function itMakesGuests({ harness, driver }: ContractBench): void {
  it('makes a guest for a test once, and removes it wherever it is', async () => {
    const [here = { hostId: '' }, there = { hostId: '' }] = harness().hosts;
    const guest = guestOf();
    const places = async () => {
      const seen = await driver().locateVm(guest.uuid, [here.hostId, there.hostId]);
      return seen.map(({ state }) => state);
    };
    await driver().startTestGuest(guest, here.hostId, there.hostId);
    await driver().startTestGuest(guest, here.hostId, there.hostId);
    expect(await places()).toEqual(['running', 'absent']);
    const { vms } = await driver().observeHost(here.hostId);
    expect(vms.find(({ uuid }) => uuid === guest.uuid)).toMatchObject({
      name: guest.name,
      isPersistent: false,
    });
    await driver().removeTestGuest(guest);
    await driver().removeTestGuest(guest);
    expect(await places()).toEqual(['absent', 'absent']);
  });

  it('never removes a VM of somebody', async () => {
    const { calm } = harness();
    const vms = await vmsOf(driver(), harness());
    await driver().removeTestGuest({ ...guestOf(), uuid: calm.uuid });
    const posing = driver().removeTestGuest({ uuid: calm.uuid, name: calm.name });
    expect((await driverErrorOf(posing)).code).toBe('bad-config');
    expect(await vmsOf(driver(), harness())).toEqual(vms);
  });
}

const guestOf = (): TestGuest => testGuestOf(randomUUID());

async function vmsOf(driver: HypervisorDriver, { hosts }: DriverHarness): Promise<InspectedVm[]> {
  const seen = await driver.observeCluster(
    hosts.map(({ hostId }) => hostId),
    { isAsked: true },
  );
  return seen.hosts
    .flatMap((reading) => ('observation' in reading ? [reading.observation] : []))
    .flatMap(({ hostId, vms }) =>
      vms.map(({ uuid, name, state }) => ({ vmUuid: uuid, vmName: name, hostId, state })),
    )
    .toSorted((a, b) => (a.vmUuid < b.vmUuid ? -1 : 1));
}
