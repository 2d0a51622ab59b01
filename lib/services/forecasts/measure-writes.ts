import { type DueVm, listVmsToMeasure } from '../../db/write-measurements.ts';
import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';

/**
 * The lengths of the measurements of a VM that has never migrated, in seconds. A page that is written twice counts
 * once, so only lengths that differ tell a high rate over little memory from a low one over much.
 */
export const MEASURED_SECONDS = [1, 2, 4, 8, 16] as const;
/** The length for a VM whose migrations have shown how it writes: only whether it writes more than then. */
const SECONDS_AFTER_MOVES = 5;
/** VMs measured at the same time on one host, which keeps the overhead small. */
const VMS_PER_HOST = 4;
/** A VM with enough measurements is measured again after this time. */
const FRESH_MS = 30 * 60_000;

/**
 * Starts to measure how a few VMs of each host write: those without measurements first, then those with too few, then
 * those with the oldest. The results come with later observations. Resolves with the number of measurements
 * started; a host that cannot measure is skipped.
 */
export async function measureWrites({
  ctx,
  driver,
  input,
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string };
}): Promise<number> {
  if (!driver.abilities.dirtyRate) return 0;
  const now = ctx.clock.now();
  const before = new Date(now.getTime() - FRESH_MS);
  const after = new Date(now.getTime() + FRESH_MS);
  const due = await listVmsToMeasure(ctx.db, { clusterId: input.clusterId, before, after });
  let begun = 0;
  for (const [hostId, all] of Map.groupBy(due, (vm) => vm.hostId)) {
    const chosen = all.slice(0, VMS_PER_HOST);
    // recorded first: a VM that cannot be measured must not block the others
    await ctx.db.vm.updateMany({
      where: { id: { in: chosen.map((vm) => vm.id) } },
      data: { dirtyAskedAt: now },
    });
    for (const [seconds, vms] of Map.groupBy(chosen, nextLength))
      begun += await measureOn(
        driver,
        hostId,
        vms.map((vm) => vm.uuid),
        seconds,
      );
  }
  return begun;
}

/** The length of which the VM has the fewest measurements, the shortest of these. */
function nextLength({ hasMigrated, lengths }: DueVm): number {
  if (hasMigrated) return SECONDS_AFTER_MOVES;
  const count = (seconds: number): number => lengths.filter((each) => each === seconds).length;
  return MEASURED_SECONDS.toSorted((a, b) => count(a) - count(b) || a - b)[0] ?? SECONDS_AFTER_MOVES;
}

async function measureOn(
  driver: HypervisorDriver,
  hostId: string,
  vmUuids: string[],
  seconds: number,
): Promise<number> {
  try {
    await driver.measureDirtyRates(hostId, vmUuids, seconds);
    return vmUuids.length;
  } catch (error) {
    if (error instanceof DriverError) return 0;
    throw error;
  }
}
