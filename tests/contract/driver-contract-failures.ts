import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { HypervisorDriver, MigrationOrder } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { describeContractRestart } from './driver-contract-restart.ts';
import type { ContractBench, ContractVm, DriverHarness } from './harness.ts';
import {
  driverErrorOf,
  follow,
  orderFrom,
  orderOf,
  putAway,
  untilCopying,
  untilOnlyAt,
  whereIs,
} from './steps.ts';

/** Failures: refused, lost, unreachable, unknown, or invalid input that must not be passed on. */
export function describeContractFailures(bench: ContractBench): void {
  describe('failures', () => {
    describeRefusals(bench);
    describeLosses(bench);
    describeBadNames(bench);
  });
  describeContractRestart(bench);
}

function describeRefusals(bench: ContractBench): void {
  const { harness, driver } = bench;
  it('reports the code of a destination’s refusal, and leaves the VM where it is', async () => {
    const { order, endCodes, undo } = await harness().prepareRefusal();
    const ref = { ...order, moveId: randomUUID() };
    try {
      expect(endCodes).toContain(await refusalOf(driver(), harness(), ref));
      const [place] = await driver().locateVm(order.vmUuid, [order.sourceHostId]);
      expect(place?.state).not.toBe('absent');
    } finally {
      await undo();
    }
  });

  it('refuses to move a VM to the host that it is on', async () => {
    const order = await orderFrom(driver(), harness(), harness().calm);
    const moving = driver().startMigration({ ...order, destinationHostId: order.sourceHostId });
    expect((await driverErrorOf(moving)).code).toBe('same-host');
  });

  it('refuses a second migration of a VM in flight', async () => {
    const { calm, crawlMiBps } = harness();
    const order = await orderFrom(driver(), harness(), calm, { atMiBps: crawlMiBps });
    await driver().startMigration(order);
    await untilCopying(driver(), harness(), order);
    const second = driver().startMigration({ ...order, moveId: randomUUID() });
    expect((await driverErrorOf(second)).code).toBe('vm-busy');
    await putAway(bench, order, calm);
  });

  it('reports that an unknown VM does not exist', async () => {
    const order = await orderFrom(driver(), harness(), harness().calm);
    const unknownVm = { ...order, vmUuid: randomUUID(), vmName: 'no-such-vm' };
    expect((await driverErrorOf(driver().startMigration(unknownVm))).code).toBe('vm-not-found');
    const places = await driver().locateVm(unknownVm.vmUuid, [order.sourceHostId]);
    expect(places).toEqual([{ hostId: order.sourceHostId, state: 'absent' }]);
  });
}

/** The code with which a migration is refused, either at once or, for some drivers, when its state is read. */
async function refusalOf(
  driver: HypervisorDriver,
  harness: DriverHarness,
  order: MigrationOrder,
): Promise<string> {
  try {
    await driver.startMigration(order);
  } catch (error) {
    return (await driverErrorOf(Promise.reject(error))).code;
  }
  const { end } = await follow(driver, harness, order);
  return end.phase === 'failed' ? end.code : end.phase;
}

function describeLosses({ abilities, harness, driver, freshDriver }: ContractBench): void {
  it('reports that a host does not respond, and does not guess what runs there', async () => {
    const place = await whereIs(driver(), harness(), harness().calm);
    await harness().makeUnreachable(place.hostId);
    try {
      const cut = freshDriver();
      const error = await driverErrorOf(cut.observeHost(place.hostId));
      expect(error.code).toBe('host-unreachable');
      const [other] = harness().hosts.filter((host) => host.hostId !== place.hostId);
      const order = orderOf(harness().calm, place.hostId, present(other?.hostId, 'host'));
      expect((await driverErrorOf(cut.checkMigration(order))).code).toBe('host-unreachable');
      if (abilities.forceCompletion.includes('quick'))
        expect((await driverErrorOf(cut.forceCompletion(order, 'quick'))).code).toBe('host-unreachable');
      await expectOneSilent(cut, harness(), place.hostId);
      const others = harness().hosts.filter((host) => host.hostId !== place.hostId);
      const places = await cut.locateVm(harness().calm.uuid, [
        place.hostId,
        ...others.map((host) => host.hostId),
      ]);
      expect(places[0]).toEqual({ hostId: place.hostId, state: 'unreachable' });
      expect(places.slice(1).every((other) => other.state === 'absent')).toBe(true);
      const checks = await cut.testConnections();
      const own = checks.find((check) => check.hostId === place.hostId && check.toHostId === null);
      expect(own).toMatchObject({ ok: false, code: 'host-unreachable' });
    } finally {
      await harness().restoreHost(place.hostId);
    }
    await untilOnlyAt(freshDriver(), harness(), harness().calm, place.hostId);
  });

  it('moves nothing over a link that is cut while both hosts still respond', async () => {
    const order = await orderFrom(driver(), harness(), harness().calm);
    await harness().cutLink(order.sourceHostId, order.destinationHostId);
    try {
      const error = await driver()
        .startMigration(order)
        .then(
          () => null, // the source is still trying: it may give up after minutes, or succeed when the link is restored
          (reason: unknown) => driverErrorOf(Promise.reject(reason)),
        );
      expect(error?.code ?? 'destination-unreachable').toBe('destination-unreachable');
      const places = await driver().locateVm(order.vmUuid, [order.sourceHostId, order.destinationHostId]);
      expect(places.map((place) => place.state)).toEqual(['running', 'absent']);
    } finally {
      await harness().joinLink(order.sourceHostId, order.destinationHostId);
    }
    const { end } = await follow(driver(), harness(), order);
    const place = end.phase === 'completed' ? order.destinationHostId : order.sourceHostId;
    await untilOnlyAt(driver(), harness(), harness().calm, place);
  });

  it('fails when the destination is lost midway, and the VM keeps running at the source', async () => {
    const { calm, crawlMiBps } = harness();
    const order = await orderFrom(driver(), harness(), calm, { atMiBps: crawlMiBps });
    await driver().startMigration(order);
    await untilCopying(driver(), harness(), order);
    await harness().loseDestination(order.destinationHostId);
    try {
      const { end } = await follow(driver(), harness(), order);
      expect(end).toMatchObject({ phase: 'failed', code: 'destination-lost' });
      const [place] = await driver().locateVm(calm.uuid, [order.sourceHostId]);
      expect(place?.state).toBe('running');
    } finally {
      await harness().restoreHost(order.destinationHostId);
    }
    await untilOnlyAt(freshDriver(), harness(), calm, order.sourceHostId);
  });
}

/** A reading of all hosts reports the failure of one host separately, with the results of the others. */
async function expectOneSilent(
  driver: HypervisorDriver,
  harness: DriverHarness,
  hostId: string,
): Promise<void> {
  const { hosts } = await driver.observeCluster(harness.hosts.map((host) => host.hostId));
  const failures = hosts.flatMap((reading) =>
    'error' in reading ? [{ hostId: reading.hostId, code: reading.error.code }] : [],
  );
  expect(failures).toEqual([{ hostId, code: 'host-unreachable' }]);
}

function describeBadNames({ abilities, harness, driver }: ContractBench): void {
  const evil: Partial<ContractVm>[] = [
    { uuid: '--all' },
    { uuid: '-h; reboot' },
    { name: '--xml=/etc/passwd', uuid: '--xml' },
  ];
  it.each(evil)('does not pass on a value that has the form of an option: %o', async (parts) => {
    const order = await orderFrom(driver(), harness(), harness().calm);
    const bad = { ...order, vmUuid: parts.uuid ?? order.vmUuid, vmName: parts.name ?? order.vmName };
    expect((await driverErrorOf(driver().startMigration(bad))).code).toBe('bad-config');
    expect((await driverErrorOf(driver().readMigration(bad))).code).toBe('bad-config');
    if (abilities.cancel)
      expect((await driverErrorOf(driver().cancelMigration(bad))).code).toBe('bad-config');
    expect((await driverErrorOf(driver().checkMigration(bad))).code).toBe('bad-config');
    if (abilities.forceCompletion.includes('quick'))
      expect((await driverErrorOf(driver().forceCompletion(bad, 'quick'))).code).toBe('bad-config');
    const measuring = () => driver().measureDirtyRates(order.sourceHostId, [bad.vmUuid], 1);
    if (abilities.dirtyRate) expect((await driverErrorOf(measuring())).code).toBe('bad-config');
    expect((await driverErrorOf(driver().locateVm(bad.vmUuid, [order.sourceHostId]))).code).toBe(
      'bad-config',
    );
  });

  it('accepts only the hosts that it was given', async () => {
    const error = await driverErrorOf(driver().observeHost('--no-such-host'));
    expect(error.code).toBe('bad-config');
  });
}
