import { toJson } from '../../db/to-json.ts';
import { DriverError } from '../../model/errors.ts';
import type { HostMode } from '../../model/host.ts';
import type { ManagerOrder } from '../../model/manager-maintenance.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';

/** After a failure the manager is asked again this much later. */
const AGAIN_AFTER_MS = 60_000;

interface OrderedHost {
  id: string;
  mode: HostMode;
  inMaintenance: boolean | null;
  managerOrder: ManagerOrder;
}

/**
 * Asks the manager of a cluster for the maintenance modes that its hosts are still to enter or leave, after an observation. An
 * order ends when the manager has been seen to have carried it out. A failure is kept with it, for people to read.
 */
export async function orderMaintenance({
  ctx,
  driver,
  input: { clusterId },
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string };
}): Promise<void> {
  if (!driver.abilities.maintenance) return;
  const hosts = await ctx.db.host.findMany({
    where: { clusterId },
    select: { id: true, mode: true, inMaintenance: true, managerOrder: true },
  });
  for (const { managerOrder, ...host } of hosts)
    if (managerOrder !== null) await carryOut(ctx, driver, { ...host, managerOrder });
}

async function carryOut(ctx: Context, driver: HypervisorDriver, host: OrderedHost): Promise<void> {
  const { managerOrder: order } = host;
  if (isOver(host)) return store(ctx, host, null);
  const now = ctx.clock.now();
  const isDue = order.want === 'leave' || host.mode === 'maintenance';
  const isSoon = order.error !== null && Date.parse(order.triedAt ?? '') > now.getTime() - AGAIN_AFTER_MS;
  if (!isDue || isSoon) return;
  const triedAt = now.toISOString();
  try {
    if (order.want === 'enter') await driver.enterMaintenance(host.id, order);
    else await driver.leaveMaintenance(host.id);
    await store(ctx, host, { ...order, triedAt, error: null });
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    const { code, message, facts } = error;
    await store(ctx, host, { ...order, triedAt, error: { code, message, facts } });
  }
}

/**
 * Whether nothing is left to ask for. The evacuation of a host that is active was cancelled before the manager was asked. An order to
 * leave counts once it was given: until then the manager might be about to enter.
 */
function isOver({ mode, inMaintenance, managerOrder: { want, triedAt, error } }: OrderedHost): boolean {
  if (want === 'enter') return inMaintenance === true || mode === 'active';
  return inMaintenance === false && triedAt !== null && error === null;
}

/** Unless a person wants something else by now. */
async function store(ctx: Context, host: OrderedHost, managerOrder: ManagerOrder | null): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { managerOrder: current } = await tx.host.findUniqueOrThrow({
      where: { id: host.id },
      select: { managerOrder: true },
    });
    if (current?.want !== host.managerOrder.want) return;
    await tx.host.update({ where: { id: host.id }, data: toJson('host', { managerOrder }) });
  });
}
