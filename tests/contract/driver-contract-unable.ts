import { describe, expect, it } from 'vitest';
import type { ForcedCompletion, MigrationOrder } from '../../lib/model/ports.ts';
import { PowerOrder } from '../../lib/model/power-order.ts';
import { present } from '../../lib/model/present.ts';
import type { ContractBench } from './harness.ts';
import { driverErrorOf, follow, orderFrom, putAway, untilCopying, untilOnlyAt } from './steps.ts';

/** A driver refuses unsupported requests with `unsupported`, and the VM or migration concerned continues unchanged. */
export function describeRefusedOrders(bench: ContractBench): void {
  const { cap, forceCompletion, throttle, dirtyRate, cancel, quickKind, autostart } = bench.abilities;
  const { maintenance, steps, restart, power, localDisks } = bench.abilities;
  const notBegun = (more: Partial<MigrationOrder>) => () => expectNotBegun(bench, more);
  const notForced = (how: ForcedCompletion) => () => expectNotForced(bench, how);
  const cases: { can: boolean; name: string; run(): Promise<void> }[] = [
    { can: cap, name: 'keep to a cap', run: notBegun({ bandwidthMiBps: 100 }) },
    { can: throttle, name: 'slow a VM down', run: notBegun({ mayThrottle: true }) },
    {
      can: forceCompletion.includes('post-copy'),
      name: 'begin with post-copy',
      run: notBegun({ mayPostCopy: true }),
    },
    { can: quickKind, name: 'move the quick way', run: notBegun({ kind: 'quick' }) },
    { can: forceCompletion.includes('quick'), name: 'hasten by a pause', run: notForced('quick') },
    { can: forceCompletion.includes('post-copy'), name: 'hasten by post-copy', run: notForced('post-copy') },
    { can: localDisks, name: 'take local disks along', run: notBegun({ takesDisks: true }) },
    { can: dirtyRate, name: 'measure how fast VMs write', run: () => expectNotMeasured(bench) },
    { can: autostart, name: 'set autostart', run: () => expectNoAutostart(bench) },
    { can: maintenance, name: 'order a maintenance mode', run: () => expectNoMaintenance(bench) },
    ...PowerOrder.options.map((order) => ({
      can: power.includes(order),
      name: `order power: ${order}`,
      run: () => expectNoPower(bench, order),
    })),
    { can: restart, name: 'start a VM of a dead host', run: () => expectNoRestart(bench) },
    { can: cancel, name: 'cancel', run: () => expectNotCancelled(bench) },
    { can: steps, name: 'run a command on a host', run: () => expectNoStep(bench) },
  ];
  const unable = cases.filter(({ can }) => !can);
  if (unable.length > 0)
    describe('unsupported requests', () => {
      for (const { name, run } of unable) it(`refuses to ${name}`, run);
    });
}

async function expectNotBegun(
  { harness, driver }: ContractBench,
  more: Partial<MigrationOrder>,
): Promise<void> {
  const { calm } = harness();
  const order = await orderFrom(driver(), harness(), calm, more);
  expect((await driverErrorOf(driver().startMigration(order))).code).toBe('unsupported');
  await untilOnlyAt(driver(), harness(), calm, order.sourceHostId);
}

async function expectNotForced(bench: ContractBench, how: ForcedCompletion): Promise<void> {
  const { harness, driver } = bench;
  const { calm, crawlMiBps } = harness();
  const order = await orderFrom(driver(), harness(), calm, { atMiBps: crawlMiBps });
  await driver().startMigration(order);
  await untilCopying(driver(), harness(), order);
  expect((await driverErrorOf(driver().forceCompletion(order, how))).code).toBe('unsupported');
  expect((await driver().readMigration(order)).phase).toBe('running');
  await putAway(bench, order, calm);
}

async function expectNotMeasured({ harness, driver }: ContractBench): Promise<void> {
  const { sourceHostId, vmUuid } = await orderFrom(driver(), harness(), harness().busy);
  const measuring = driver().measureDirtyRates(sourceHostId, [vmUuid], 1);
  expect((await driverErrorOf(measuring)).code).toBe('unsupported');
}

async function expectNoMaintenance({ harness, driver }: ContractBench): Promise<void> {
  const { sourceHostId } = await orderFrom(driver(), harness(), harness().calm);
  const entering = driver().enterMaintenance(sourceHostId, { vsanData: null });
  expect((await driverErrorOf(entering)).code).toBe('unsupported');
  expect((await driverErrorOf(driver().leaveMaintenance(sourceHostId))).code).toBe('unsupported');
}

async function expectNoAutostart({ harness, driver }: ContractBench): Promise<void> {
  const { sourceHostId, vmUuid } = await orderFrom(driver(), harness(), harness().calm);
  const setting = driver().setAutostart(sourceHostId, vmUuid);
  expect((await driverErrorOf(setting)).code).toBe('unsupported');
  expect(await driver().readAutostart(sourceHostId, vmUuid)).toBe(false);
}

async function expectNoStep({ harness, driver }: ContractBench): Promise<void> {
  const { sourceHostId: hostId } = await orderFrom(driver(), harness(), harness().calm);
  const order = { key: 'contract', hostId, command: 'true', timeoutSeconds: 10 };
  expect((await driverErrorOf(driver().startStep(order))).code).toBe('unsupported');
  expect((await driverErrorOf(driver().readStep(order))).code).toBe('unsupported');
  expect((await driverErrorOf(driver().readBootId(hostId))).code).toBe('unsupported');
}

async function expectNoPower({ harness, driver }: ContractBench, order: PowerOrder): Promise<void> {
  const { sourceHostId, vmUuid } = await orderFrom(driver(), harness(), harness().calm);
  const ordering = driver().orderPower(sourceHostId, vmUuid, order);
  expect((await driverErrorOf(ordering)).code).toBe('unsupported');
  expect(await driver().readPower(sourceHostId, vmUuid)).toEqual({ state: 'running', isSaved: false });
}

async function expectNoRestart({ harness, driver }: ContractBench): Promise<void> {
  const { uuid: vmUuid, name: vmName } = harness().calm;
  const [first, second] = harness().hosts;
  const ids = {
    deadHostId: present(first, 'a host').hostId,
    destinationHostId: present(second, 'another host').hostId,
  };
  const restart = driver().restartVm({ vmUuid, vmName, ...ids, definition: null, isPersistent: true });
  expect((await driverErrorOf(restart)).code).toBe('unsupported');
  const removal = driver().removeCopy(ids.deadHostId, vmUuid);
  expect((await driverErrorOf(removal)).code).toBe('unsupported');
}

async function expectNotCancelled({ harness, driver }: ContractBench): Promise<void> {
  const { calm, slowMiBps } = harness();
  const order = await orderFrom(driver(), harness(), calm, { atMiBps: slowMiBps });
  await driver().startMigration(order);
  await untilCopying(driver(), harness(), order);
  expect((await driverErrorOf(driver().cancelMigration(order))).code).toBe('unsupported');
  expect((await follow(driver(), harness(), order)).end).toMatchObject({ phase: 'completed' });
  await untilOnlyAt(driver(), harness(), calm, order.destinationHostId);
}
