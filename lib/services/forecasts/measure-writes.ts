import { DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import { lockingMoveStates } from '../../model/run.ts';
import type { Context } from '../context.ts';

/** How long a VM is looked at: long enough to tell a few MiB a second in a big one. */
export const MEASURE_SECONDS = 5;
/** VMs measured at the same time on one host: a gentle measuring must stay gentle. */
const VMS_PER_HOST = 2;
/** A figure is taken again after so long. */
const FRESH_MS = 30 * 60_000;

/**
 * Begins to measure how fast a few VMs of each host write: those whose figure is the oldest, or that have none. What is
 * found comes with later observations. VMs that migrate are left alone, and so are those whose hypervisor says their rate
 * anyway. Resolves with how many were begun; a host that cannot measure is passed over.
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
      workingSetMiB: null, // a hypervisor that knows it knows the rate as well
      host: { connection: 'up' },
      OR: [
        { dirtyAskedAt: null },
        { dirtyAskedAt: { lt: new Date(now.getTime() - FRESH_MS) } },
        { dirtyAskedAt: { gt: new Date(now.getTime() + FRESH_MS) } }, // a clock was wrong then
      ],
      moves: { none: { state: { in: [...lockingMoveStates] } } },
    },
    orderBy: [{ dirtyAskedAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }],
    select: { id: true, uuid: true, hostId: true },
  });
  let begun = 0;
  for (const [hostId, all] of Map.groupBy(vms, (vm) => vm.hostId)) {
    const chosen = all.slice(0, VMS_PER_HOST);
    // noted first: a VM that cannot be measured must not keep the others from their turn
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
