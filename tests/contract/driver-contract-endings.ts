import { describe, expect, it } from 'vitest';
import type { MigrationOrder } from '../../lib/model/ports.ts';
import type { ContractBench } from './harness.ts';
import { itWhere } from './it-where.ts';
import { driverErrorOf, follow, orderFrom, putAway, untilCopying, untilOnlyAt } from './steps.ts';

/** Requests before a migration, and the forced completion of a migration that does not end by itself. */
export function describeContractEndings(bench: ContractBench): void {
  const { forceCompletion, throttle } = bench.abilities;
  describe('before a migration', () => describeChecks(bench));
  if (forceCompletion.length === 0 && !throttle) return;
  describe('a migration that does not end by itself', () => {
    if (forceCompletion.includes('quick')) describeQuick(bench);
    if (forceCompletion.includes('post-copy')) describePostCopy(bench);
    if (throttle) describeThrottling(bench);
  });
}

function describeChecks(bench: ContractBench): void {
  const { abilities, harness, driver } = bench;
  it('accepts a possible move in the pre-check, and moves nothing', async () => {
    const order = await orderFrom(driver(), harness(), harness().busy);
    expect(await driver().checkMigration(order)).toEqual([]);
    await untilOnlyAt(driver(), harness(), harness().busy, order.sourceHostId);
  });

  it('reports in the pre-check, by code, what the destination would refuse', async () => {
    const { order, code, undo } = await harness().prepareRefusal();
    try {
      const obstacles = await driver().checkMigration({ ...order, moveId: 'not-begun' });
      expect(obstacles.map((one) => one.code)).toEqual([code]);
      expect(obstacles[0]?.message).not.toBe('');
      expect(obstacles[0]?.facts).toMatchObject({ vm: order.vmName });
    } finally {
      await undo();
    }
  });

  it('reports a VM in flight as busy, and an absent VM as not found', async () => {
    const { calm, crawlMiBps } = harness();
    const order = await orderFrom(driver(), harness(), calm, { atMiBps: crawlMiBps });
    const away = { ...order, sourceHostId: order.destinationHostId, destinationHostId: order.sourceHostId };
    expect((await driver().checkMigration(away)).map((one) => one.code)).toEqual(['vm-not-found']);
    await driver().startMigration(order);
    await untilCopying(driver(), harness(), order);
    expect((await driver().checkMigration(order)).map((one) => one.code)).toContain('vm-busy');
    await putAway(bench, order, calm);
  });

  itWhere(abilities.dirtyRate)('measures how fast a VM writes', async () => {
    const { busy, busyDirty } = harness();
    const { sourceHostId } = await orderFrom(driver(), harness(), busy);
    await driver().measureDirtyRates(sourceHostId, [busy.uuid], 1);
    const rate = await harness().until('a measured write rate', async () => {
      const { vms } = await driver().observeHost(sourceHostId);
      return vms.find((vm) => vm.uuid === busy.uuid)?.dirtyMiBps ?? null;
    });
    expect(rate).toBeGreaterThan(busyDirty.least);
    expect(rate).toBeLessThan(busyDirty.most);
  });
}

/** Starts a move of the busy VM that is too slow to complete, and waits for a second round if rounds are reported. */
async function beginHopeless(
  { abilities, harness, driver }: ContractBench,
  more: Partial<MigrationOrder> = {},
): Promise<MigrationOrder> {
  const { busy, hopelessMiBps } = harness();
  const order = await orderFrom(driver(), harness(), busy, {
    atMiBps: hopelessMiBps,
    downtimeLimitMs: 10,
    ...more,
  });
  await driver().startMigration(order);
  await untilCopying(driver(), harness(), order);
  if (!abilities.rounds) return order;
  await harness().until('a second round', async () => {
    const report = await driver().readMigration(order);
    if (report.phase !== 'running') throw new Error(`it ended: ${report.phase}`);
    return (report.progress.round ?? 0) >= 2 ? true : null;
  });
  return order;
}

function describeQuick(bench: ContractBench): void {
  const { abilities, harness, driver } = bench;

  it('completes when the VM is paused, and the VM runs at the destination', async () => {
    const order = await beginHopeless(bench);
    await driver().forceCompletion(order, 'quick');
    const { end } = await follow(driver(), harness(), order);
    expect(end).toMatchObject({ phase: 'completed' });
    if (end.phase === 'completed' && end.statistics?.downtimeMs != null)
      expect(end.statistics.downtimeMs).toBeGreaterThan(10);
    await untilOnlyAt(driver(), harness(), harness().busy, order.destinationHostId);
    await driver().forceCompletion(order, 'quick'); // it has ended, so nothing happens
    await untilOnlyAt(driver(), harness(), harness().busy, order.destinationHostId);
  });

  itWhere(abilities.cancel)('continues at the source if it is cancelled while it is paused', async () => {
    const order = await beginHopeless(bench);
    await driver().forceCompletion(order, 'quick');
    await driver().cancelMigration(order);
    const { end } = await follow(driver(), harness(), order);
    if (end.phase !== 'none') expect(end).toMatchObject({ phase: 'failed', code: 'migration-cancelled' });
    await untilOnlyAt(driver(), harness(), harness().busy, order.sourceHostId);
  });
}

function describePostCopy(bench: ContractBench): void {
  const { harness, driver } = bench;

  it('completes by post-copy, and is never shown as two VMs', async () => {
    const order = await beginHopeless(bench, { mayPostCopy: true });
    const both = [order.sourceHostId, order.destinationHostId];
    await driver().forceCompletion(order, 'post-copy');
    await harness().until('the VM runs at the destination alone', async () => {
      const [here, there] = await driver().locateVm(order.vmUuid, both);
      const isTwice = here?.state === 'running' && there?.state === 'running';
      // hosts that are read one after another may both report the VM for a moment; Ballast confirms by a second reading
      if (isTwice && harness().asksAtOneInstant) throw new Error('it runs on both hosts');
      return there?.state === 'running' && !isTwice ? true : null;
    });
    const shown = async () => {
      const observed = await Promise.all(both.map((hostId) => driver().observeHost(hostId)));
      // a definition that the source will remove is not a second VM
      return observed
        .flatMap((host) => host.vms)
        .filter((vm) => vm.uuid === order.vmUuid && !vm.isIncoming && vm.state !== 'stopped').length;
    };
    const first = await shown();
    // between stopping the VM and saying that it left by post-copy, a source reports it as paused like any other VM
    expect(first === 1 || harness().asksAtOneInstant ? first : await shown()).toBe(1);
    const { end } = await follow(driver(), harness(), order);
    expect(end).toMatchObject({ phase: 'completed' });
    await untilOnlyAt(driver(), harness(), harness().busy, order.destinationHostId);
  });

  it('does not switch to post-copy unless it was started with that option', async () => {
    const order = await beginHopeless(bench);
    const error = await driverErrorOf(driver().forceCompletion(order, 'post-copy'));
    expect(error.code).toBe('unsupported');
    expect((await driver().readMigration(order)).phase).toBe('running');
    await putAway(bench, order, harness().busy);
  });
}

function describeThrottling(bench: ContractBench): void {
  const { harness, driver } = bench;

  it('throttles the VM if allowed, and reports by how much', async () => {
    const order = await beginHopeless(bench, { mayThrottle: true });
    const percent = await harness().until('the VM is throttled', async () => {
      const report = await driver().readMigration(order);
      if (report.phase !== 'running') throw new Error(`it ended: ${report.phase}`);
      return report.progress.throttlePercent || null;
    });
    expect(percent).toBeGreaterThanOrEqual(1);
    expect(percent).toBeLessThan(100);
    await putAway(bench, order, harness().busy);
  });
}
