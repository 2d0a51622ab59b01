import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isCounted } from '../../lib/model/counted-progress.ts';
import type { DriverAbilities } from '../../lib/model/driver-traits.ts';
import type { HypervisorDriver, MigrationProgress } from '../../lib/model/ports.ts';
import { describeContractEndings } from './driver-contract-endings.ts';
import { describeContractFailures } from './driver-contract-failures.ts';
import { describeInspection } from './driver-contract-inspection.ts';
import { describePower } from './driver-contract-power.ts';
import { describeRefusedOrders } from './driver-contract-unable.ts';
import { expectPossible, nothingCounted } from './expect-possible.ts';
import type { ContractBench, DriverHarness } from './harness.ts';
import { itWhere } from './it-where.ts';
import {
  driverErrorOf,
  follow,
  orderFrom,
  putAway,
  sentOf,
  untilCopying,
  untilOnlyAt,
  whereIs,
} from './steps.ts';

/**
 * The requirements of the HypervisorDriver port, with one test for each. Every driver passes all of them in its own
 * world, and refuses with `unsupported` what its `abilities` do not include.
 * `tests/contract/<driver>.contract.test.ts` defines how to build and break that world. `extent` `way` skips tests
 * that do not depend on how Ballast reaches its hosts.
 */
export function describeDriverContract(
  name: string,
  abilities: DriverAbilities,
  openHarness: () => Promise<DriverHarness>,
  extent: 'all' | 'way' = 'all',
): void {
  describe(`driver contract: ${name}`, () => {
    let opened: DriverHarness | undefined;
    let drivers: HypervisorDriver[] = [];
    const harness = () => {
      if (opened === undefined) throw new Error('the harness did not open');
      return opened;
    };
    const freshDriver = () => {
      const driver = harness().createDriver();
      drivers.push(driver);
      return driver;
    };
    const bench: ContractBench = {
      abilities,
      harness,
      freshDriver,
      driver: () => drivers[0] ?? freshDriver(),
    };

    beforeAll(async () => {
      opened = await openHarness();
    });
    afterAll(async () => opened?.close());
    beforeEach(() => {
      freshDriver();
    });
    afterEach(async () => {
      await Promise.all(drivers.map((driver) => driver.close()));
      drivers = [];
    });

    describeObservation(bench);
    describeMigration(bench);
    if (extent === 'way') return;
    describeInspection(bench);
    describeContractEndings(bench);
    describeContractFailures(bench);
    describeRefusedOrders(bench);
    describePower(bench); // the last: it starts a VM again, which no other case may find
  });
}

function describeObservation({ abilities, harness, driver }: ContractBench): void {
  describe('inventory and samples', () => {
    it('reports the same abilities as its kind', () => {
      expect(driver().abilities).toEqual(abilities);
    });

    it('reads many hosts at once, and returns the results in the order of the request', async () => {
      const hostIds = harness()
        .hosts.map((host) => host.hostId)
        .reverse();
      const { hosts } = await driver().observeCluster(hostIds);
      expect(hosts.map((reading) => reading.hostId)).toEqual(hostIds);
      const seen = hosts.flatMap((reading) => ('observation' in reading ? reading.observation.vms : []));
      expect(seen).toHaveLength(harness().vmCount);
    });

    it('lists every VM once, by its own identity, with sizes and state', async () => {
      const seen = await Promise.all(harness().hosts.map((host) => driver().observeHost(host.hostId)));
      expect(seen.map((one) => one.hostId)).toEqual(harness().hosts.map((host) => host.hostId));
      const vms = seen.flatMap((one) => one.vms);
      expect(vms).toHaveLength(harness().vmCount);
      expect(new Set(vms.map((vm) => vm.uuid)).size).toBe(harness().vmCount);
      for (const { uuid, name, vcpus, memoryMiB } of [harness().calm, harness().busy]) {
        const vm = vms.find((one) => one.uuid === uuid);
        expect(vm).toMatchObject({ name, vcpus, memoryMiB, state: 'running', isIncoming: false });
      }
    });

    it('reports the properties of the hosts', async () => {
      for (const host of harness().hosts) {
        const { facts, observedAt } = await driver().observeHost(host.hostId);
        expect(facts.cpuCores).toBeGreaterThan(0);
        expect(facts.coreMhz).toBeGreaterThan(100);
        expect(facts.memoryMiB).toBeGreaterThan(64);
        expect(facts.version).not.toBe('');
        expect(Number.isNaN(observedAt.getTime())).toBe(false);
      }
    });

    it('reports CPU figures by the second observation, and memory without caches', async () => {
      const place = await whereIs(driver(), harness(), harness().busy);
      const observation = await harness().until('CPU figures of the busy VM and its host', async () => {
        const seen = await driver().observeHost(place.hostId);
        const vm = seen.vms.find((one) => one.uuid === harness().busy.uuid);
        return seen.use.cpuBusyFraction !== null && typeof vm?.cpuCoresUsed === 'number' ? seen : null;
      });
      const { use, facts } = observation;
      expect(use.cpuBusyFraction).toBeGreaterThan(0);
      expect(use.cpuBusyFraction).toBeLessThanOrEqual(1);
      expect(use.memoryUsedMiB).toBeGreaterThan(0);
      expect(use.memoryUsedMiB).toBeLessThan(facts.memoryMiB);
      const busy = observation.vms.find((one) => one.uuid === harness().busy.uuid);
      expect(busy?.cpuCoresUsed).toBeGreaterThan(0);
      expect(busy?.cpuCoresUsed).toBeLessThanOrEqual((busy?.vcpus ?? 0) * 1.2);
      expect(busy?.memoryUsedMiB).toBeGreaterThan(0);
    });

    it('reports further measures that are possible, and null for those that it does not know', async () => {
      const place = await whereIs(driver(), harness(), harness().busy);
      await driver().observeHost(place.hostId);
      const seen = await harness().until('rates of the busy VM', async () => {
        const observation = await driver().observeHost(place.hostId);
        const vm = observation.vms.find((one) => one.uuid === harness().busy.uuid);
        return typeof vm?.cpuCoresUsed === 'number' ? { observation, vm } : null;
      });
      expectPossible(seen.observation);
      expect(seen.vm.further?.balloonMiB ?? 1).toBeGreaterThan(0);
    });

    it('reports working connections between Ballast and all hosts, and between the hosts', async () => {
      const checks = await driver().testConnections();
      const count = harness().hosts.length;
      expect(checks.filter((check) => check.toHostId === null)).toHaveLength(count);
      expect(checks.filter((check) => check.toHostId !== null)).toHaveLength(count * (count - 1));
      expect(checks.filter((check) => !check.ok)).toEqual([]);
    });
  });
}

function describeMigration(bench: ContractBench): void {
  const { abilities, harness, driver, freshDriver } = bench;
  describe('migration', () => {
    it('moves a running VM live, with progress that never decreases, and leaves nothing behind', async () => {
      const { calm, slowMiBps } = harness();
      const order = await orderFrom(driver(), harness(), calm, { atMiBps: slowMiBps / 2 });
      await driver().startMigration(order);
      const { end, seen } = await follow(driver(), harness(), order);
      expect(end).toMatchObject({ phase: 'completed' });
      expect(seen.length).toBeGreaterThan(0);
      const sent = seen.map(sentOf);
      expect(sent).toEqual([...sent].sort((a, b) => a - b));
      for (const progress of seen) expectHonest(abilities, progress);
      if (abilities.rounds)
        expect(Math.max(...seen.map((progress) => progress.bytesTotal ?? 0))).toBeGreaterThan(2 ** 20);
      if (end.phase === 'completed' && end.statistics !== null) {
        expect(end.statistics.elapsedMs).toBeGreaterThan(0);
        expect(end.statistics.downtimeMs ?? 0).toBeLessThanOrEqual(end.statistics.elapsedMs);
        expect(end.statistics.bytesProcessed ?? 1).toBeGreaterThan(0);
        expect(end.statistics.setupMs ?? 0).toBeLessThan(end.statistics.elapsedMs);
        expect(end.statistics.memoryMiB ?? calm.memoryMiB).toBeGreaterThanOrEqual(calm.memoryMiB);
        expect(end.statistics.bandwidthMiBps ?? 1).toBeGreaterThan(0);
        expect(Object.keys(end.statistics.reported).length).toBeGreaterThan(3);
      }
      await untilOnlyAt(driver(), harness(), calm, order.destinationHostId);
      // its counters started again at the destination: no rate is derived from those of the source
      for (const hostId of [order.destinationHostId, order.destinationHostId, order.sourceHostId])
        expectPossible(await driver().observeHost(hostId));
    });

    it('never shows the incomplete copy as a second VM, and shows it as incoming at most', async () => {
      const { calm, crawlMiBps } = harness();
      const order = await orderFrom(driver(), harness(), calm, { atMiBps: crawlMiBps });
      await driver().startMigration(order);
      await untilCopying(driver(), harness(), order);
      const { vms } = await driver().observeHost(order.destinationHostId);
      expect(vms.filter((vm) => vm.uuid === calm.uuid && !vm.isIncoming)).toEqual([]);
      const places = await driver().locateVm(calm.uuid, [order.sourceHostId, order.destinationHostId]);
      expect(places.find((place) => place.hostId === order.sourceHostId)?.state).toBe('running');
      expect(places.find((place) => place.hostId === order.destinationHostId)?.state).toBe(
        abilities.showsIncoming ? 'incoming' : 'absent',
      );
      await putAway(bench, order, calm);
    });

    itWhere(abilities.quickKind)('moves a VM by a quick move', async () => {
      const { busy } = harness();
      const order = await orderFrom(driver(), harness(), busy, { kind: 'quick' });
      await driver().startMigration(order);
      const { end } = await follow(driver(), harness(), order);
      expect(end).toMatchObject({ phase: 'completed' });
      await untilOnlyAt(driver(), harness(), busy, order.destinationHostId);
    });

    itWhere(abilities.cancel)('cancels a migration, and the VM continues at the source', async () => {
      const { calm, crawlMiBps } = harness();
      const order = await orderFrom(driver(), harness(), calm, { atMiBps: crawlMiBps });
      await driver().startMigration(order);
      await untilCopying(driver(), harness(), order);
      await driver().cancelMigration(order);
      const { end } = await follow(driver(), harness(), order);
      if (end.phase !== 'none') expect(end).toMatchObject({ phase: 'failed', code: 'migration-cancelled' });
      await untilOnlyAt(driver(), harness(), calm, order.sourceHostId);
    });

    it('recognizes a running migration after a restart of Ballast', async () => {
      const { calm, crawlMiBps } = harness();
      const order = await orderFrom(driver(), harness(), calm, { atMiBps: crawlMiBps });
      await driver().startMigration(order);
      const before = await untilCopying(driver(), harness(), order);
      await driver().close();
      const restarted = freshDriver();
      const report = await restarted.readMigration(order);
      expect(report.phase).toBe('running');
      if (report.phase === 'running') expect(sentOf(report.progress)).toBeGreaterThanOrEqual(sentOf(before));
      await putAway(bench, order, calm, restarted);
    });

    const canWait = abilities.rounds && abilities.cancel;
    itWhere(canWait)(
      'does not complete a copy that is slower than the writes of the VM, and cancels it on request',
      async () => {
        const { busy, hopelessMiBps } = harness();
        const order = await orderFrom(driver(), harness(), busy, { atMiBps: hopelessMiBps });
        await driver().startMigration({ ...order, downtimeLimitMs: 10 });
        await harness().until('a third round', async () => {
          const report = await driver().readMigration(order);
          if (report.phase !== 'running') throw new Error(`it ended: ${report.phase}`);
          return (report.progress.round ?? 0) >= 3 ? true : null;
        });
        await putAway(bench, order, busy);
      },
    );

    itWhere(abilities.autostart)(
      'reports autostart, which the move does not transfer, and sets it at the destination',
      async () => {
        const { calm } = harness();
        const order = await orderFrom(driver(), harness(), calm);
        const isShown = async (hostId: string) =>
          (await driver().observeHost(hostId)).vms.find((vm) => vm.uuid === calm.uuid)?.isAutostart;
        await driver().setAutostart(order.sourceHostId, calm.uuid);
        expect(await driver().readAutostart(order.sourceHostId, calm.uuid)).toBe(true);
        expect(await isShown(order.sourceHostId)).toBe(true);
        await driver().startMigration(order);
        await follow(driver(), harness(), order);
        await untilOnlyAt(driver(), harness(), calm, order.destinationHostId);
        expect(await driver().readAutostart(order.destinationHostId, calm.uuid)).toBe(false);
        expect(await isShown(order.destinationHostId)).toBe(false);
        await driver().setAutostart(order.destinationHostId, calm.uuid);
        await driver().setAutostart(order.destinationHostId, calm.uuid); // a second call has no effect
        expect(await driver().readAutostart(order.destinationHostId, calm.uuid)).toBe(true);
        expect(await isShown(order.destinationHostId)).toBe(true);
        const gone = driverErrorOf(driver().setAutostart(order.sourceHostId, calm.uuid));
        expect((await gone).code).toBe('vm-not-found');
      },
    );

    itWhere(abilities.steps)(
      'starts a command on a host once for its key, and says which boot it is in',
      async () => {
        const { sourceHostId: hostId } = await orderFrom(driver(), harness(), harness().calm);
        const step = { key: randomUUID(), hostId, command: 'true', timeoutSeconds: 30 };
        if (harness().lacksShell) {
          expect((await driverErrorOf(driver().readBootId(hostId))).code).toBe('unsupported');
          expect((await driverErrorOf(driver().startStep(step))).code).toBe('unsupported');
          return;
        }
        const bootId = await driver().readBootId(hostId);
        expect(await driver().readStep(step)).toEqual({ bootId, phase: 'none', exitCode: null, output: '' });
        await driver().startStep(step);
        await driver().startStep(step);
        expect((await driver().readStep(step)).phase).not.toBe('none');
        expect(await driver().readBootId(hostId)).toBe(bootId);
      },
    );

    it('does not report a migration in progress that it never observed', async () => {
      const order = await orderFrom(driver(), harness(), harness().calm);
      const report = await driver().readMigration({ ...order, moveId: randomUUID() });
      expect(report.phase).not.toBe('running');
    });
  });
}

/** A value that a driver cannot report is null, never 0. All other values are present. */
function expectHonest({ rounds }: DriverAbilities, progress: MigrationProgress): void {
  if (rounds) expect(isCounted(progress)).toBe(true);
  else expect({ ...progress, elapsedMs: 0, fraction: 0 }).toEqual(nothingCounted);
  if (progress.fraction === null) return;
  expect(progress.fraction).toBeGreaterThanOrEqual(0);
  expect(progress.fraction).toBeLessThanOrEqual(1);
}
