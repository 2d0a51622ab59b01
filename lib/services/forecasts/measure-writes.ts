import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { lockingMoveStates } from '../../model/run.ts';
import type { Context } from '../context.ts';

/** The length of one measurement: long enough to see a few MiB a second in a large VM. */
export const MEASURE_SECONDS = 5;
/** VMs measured at the same time on one host, which keeps the overhead small. */
const VMS_PER_HOST = 2;
/** A rate is measured again after this time. */
const FRESH_MS = 30 * 60_000;

/**
 * Starts to measure the write rate of a few VMs of each host: those without a rate, or with the oldest. The results
 * come with later observations. VMs that migrate are skipped, and so are those whose hypervisor reports the rate
 * anyway. Resolves with the number of measurements started; a host that cannot measure is skipped.
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
  const vms = await ctx.db.vm.findMany({
    where: {
      clusterId: input.clusterId,
      state: 'running',
      missingSince: null,
      workingSetMiB: null, // a hypervisor that knows the working set also knows the rate
      host: { connection: 'up' },
      OR: [
        { dirtyAskedAt: null },
        { dirtyAskedAt: { lt: new Date(now.getTime() - FRESH_MS) } },
        { dirtyAskedAt: { gt: new Date(now.getTime() + FRESH_MS) } }, // a clock was wrong at that time
      ],
      moves: { none: { state: { in: [...lockingMoveStates] } } },
    },
    orderBy: [{ dirtyAskedAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }],
    select: { id: true, uuid: true, hostId: true, host: { select: { lastError: true } } },
  });
  const answering = vms.filter(({ host }) => host.lastError === null); // nobody waits for a silent host
  let begun = 0;
  for (const [hostId, all] of Map.groupBy(answering, (vm) => vm.hostId)) {
    const chosen = all.slice(0, VMS_PER_HOST);
    // recorded first: a VM that cannot be measured must not block the others
    await ctx.db.vm.updateMany({
      where: { id: { in: chosen.map((vm) => vm.id) } },
      data: { dirtyAskedAt: now },
    });
    begun += await measureOn(
      driver,
      hostId,
      chosen.map((vm) => vm.uuid),
    );
  }
  return begun;
}

async function measureOn(driver: HypervisorDriver, hostId: string, vmUuids: string[]): Promise<number> {
  try {
    await driver.measureDirtyRates(hostId, vmUuids, MEASURE_SECONDS);
    return vmUuids.length;
  } catch (error) {
    if (error instanceof DriverError) return 0;
    throw error;
  }
}
