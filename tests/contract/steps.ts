import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { DriverError } from '../../lib/model/errors.ts';
import type {
  HypervisorDriver,
  MigrationOrder,
  MigrationProgress,
  MigrationRef,
  MigrationReport,
  Placement,
} from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import type { ContractBench, ContractVm, DriverHarness } from './harness.ts';

/** The host on which the VM is active, according to all hosts that respond. Fails if there is none or more than one. */
export async function whereIs(driver: HypervisorDriver, harness: DriverHarness, vm: ContractVm) {
  const hostIds = harness.hosts.map((host) => host.hostId);
  const places = await driver.locateVm(vm.uuid, hostIds);
  expect(places.map((place) => place.hostId).sort()).toEqual([...hostIds].sort());
  const active = places.filter((place) => place.state === 'running' || place.state === 'paused');
  expect(active, `${vm.name} is active on one host: ${describePlaces(places)}`).toHaveLength(1);
  return active[0] ?? { hostId: '', state: 'absent' as const };
}

function describePlaces(places: Placement[]): string {
  return places.map((place) => `${place.hostId} ${place.state}`).join(', ');
}

/** An order for a move of the VM from its current host to another host, at full speed or with a limit in MiB/s. */
export async function orderFrom(
  driver: HypervisorDriver,
  harness: DriverHarness,
  vm: ContractVm,
  { atMiBps, ...options }: Partial<MigrationOrder> & { atMiBps?: number } = {},
): Promise<MigrationOrder> {
  const source = await whereIs(driver, harness, vm);
  const destination = harness.hosts.find((host) => host.hostId !== source.hostId);
  const order = { ...orderOf(vm, source.hostId, present(destination?.hostId, 'host')), ...options };
  return atMiBps === undefined ? order : harness.slowTo(order, atMiBps);
}

/** An order for a live move without a bandwidth limit. */
export function orderOf(vm: ContractVm, sourceHostId: string, destinationHostId: string): MigrationOrder {
  return {
    moveId: randomUUID(),
    vmUuid: vm.uuid,
    vmName: vm.name,
    sourceHostId,
    destinationHostId,
    kind: 'live',
    bandwidthMiBps: null,
    downtimeLimitMs: 300,
    mayThrottle: false,
    mayPostCopy: false,
  };
}

/** The amount sent so far: in bytes, or otherwise as a share of the total. */
export const sentOf = ({ bytesProcessed, fraction }: MigrationProgress): number =>
  bytesProcessed ?? fraction ?? 0;

type Finished = Exclude<MigrationReport, { phase: 'running' }>;

/**
 * Follows a migration to its end and records its progress. If a driver's hypervisor forgets finished jobs, the last
 * phase may be `none`.
 */
export async function follow(
  driver: HypervisorDriver,
  harness: DriverHarness,
  ref: MigrationRef,
): Promise<{ end: Finished; seen: MigrationProgress[] }> {
  const seen: MigrationProgress[] = [];
  const end = await harness.until<Finished>(`the migration of ${ref.vmName} ends`, async () => {
    const report = await driver.readMigration(ref);
    if (report.phase !== 'running') return report;
    seen.push(report.progress);
    return null;
  });
  return { end, seen };
}

/** Waits until memory is being copied, so that a fault occurs in the middle of the migration. */
export async function untilCopying(
  driver: HypervisorDriver,
  harness: DriverHarness,
  ref: MigrationRef,
): Promise<MigrationProgress> {
  return harness.until(`memory of ${ref.vmName} is being copied`, async () => {
    const report = await driver.readMigration(ref);
    if (report.phase !== 'running') throw new Error(`the migration ended too early: ${report.phase}`);
    return sentOf(report.progress) > 0 ? report.progress : null;
  });
}

/** Ends a running migration that is no longer needed: cancels it if the driver can, and otherwise lets it end. */
export async function putAway(
  { abilities, harness, driver }: ContractBench,
  order: MigrationOrder,
  vm: ContractVm,
  by: HypervisorDriver = driver(),
): Promise<void> {
  if (abilities.cancel) await by.cancelMigration(order);
  await follow(by, harness(), order);
  await untilOnlyAt(by, harness(), vm, abilities.cancel ? order.sourceHostId : order.destinationHostId);
}

/** Waits until the VM runs on this host and no other host that responds has any trace of it. */
export async function untilOnlyAt(
  driver: HypervisorDriver,
  harness: DriverHarness,
  vm: ContractVm,
  hostId: string,
): Promise<void> {
  const hostIds = harness.hosts.map((host) => host.hostId);
  await harness.until(`${vm.name} runs on ${hostId} and nowhere else`, async () => {
    const places = await driver.locateVm(vm.uuid, hostIds);
    const isThere = places.some((place) => place.hostId === hostId && place.state === 'running');
    const isElsewhere = places.some((place) => place.hostId !== hostId && place.state !== 'absent');
    return isThere && !isElsewhere ? true : null;
  });
  await harness.assertAlive(vm, hostId);
}

/** The DriverError that the call throws. Any other result fails the test. */
export async function driverErrorOf(call: Promise<unknown>): Promise<DriverError> {
  const outcome = await call.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof DriverError) return outcome;
  throw new Error(`expected a DriverError, got ${outcome === null ? 'success' : String(outcome)}`);
}
