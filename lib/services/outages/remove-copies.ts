import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError, DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

/** The host that still has the copies, and the VMs whose copies they are. */
export const RemoveCopiesInput = z.object({ hostId: z.uuid(), vmIds: z.array(z.uuid()).min(1) });
export type RemoveCopiesInput = z.infer<typeof RemoveCopiesInput>;

/**
 * Asks for the stopped copies of these VMs to be removed from the host that still has them; a worker does it. Those that
 * are gone meanwhile are left out. Throws `host-not-found`, and `no-copy-left` if none is there any more.
 */
export async function removeCopies({
  ctx,
  input,
}: {
  ctx: Context;
  input: RemoveCopiesInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'host.restart', 'some-cluster');
  const { vmIds, hostId } = parseInput(RemoveCopiesInput, input);
  await ctx.db.$transaction(async (tx) => {
    const host = await tx.host.findUnique({ where: { id: hostId }, select: { name: true, clusterId: true } });
    if (!host) throw new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
    const { name, clusterId } = host;
    assertAllowed(ctx.actor, 'host.restart', { clusterId });
    const vms = await tx.vm.findMany({
      where: { id: { in: vmIds }, copyHostId: hostId },
      orderBy: { name: 'asc' },
      select: { id: true, name: true },
    });
    if (vms.length === 0)
      throw new BallastError('no-copy-left', `${name} has no copy any more`, { host: name });
    const now = ctx.clock.now();
    const data = { hostId, askedBy: ctx.actor.name, askedAt: now, errorCode: null, detail: null };
    for (const vm of vms) {
      await tx.copyRemoval.upsert({ where: { vmId: vm.id }, create: { vmId: vm.id, ...data }, update: data });
      await recordAudit(tx, ctx.actor, now, {
        action: 'vm.remove-copy',
        target: vm.name,
        targetId: vm.id,
        details: { host: name },
      });
    }
    await enqueue(tx, 'collect-cluster', clusterId, { isAsked: true });
  });
}

/**
 * Removes the copies that people asked to remove: only one that is stopped on its host, of a VM that is seen elsewhere.
 */
export async function removeAskedCopies({
  ctx,
  driver,
  input: { clusterId },
}: {
  ctx: Context;
  driver: HypervisorDriver;
  input: { clusterId: string };
}): Promise<void> {
  const asked = await ctx.db.copyRemoval.findMany({
    where: { errorCode: null, vm: { clusterId } },
    include: { vm: { select: { uuid: true, hostId: true } } },
  });
  for (const { vmId, hostId, vm } of asked) {
    const error = await removeOne(driver, hostId, vm);
    await ctx.db.$transaction(async (tx) => {
      if (error) {
        const data = { errorCode: error.code, detail: String(error.facts.detail ?? error.message) };
        await tx.copyRemoval.updateMany({ where: { vmId, hostId }, data });
        return;
      }
      await tx.copyRemoval.deleteMany({ where: { vmId, hostId } });
      await tx.vm.updateMany({ where: { id: vmId, copyHostId: hostId }, data: { copyHostId: null } });
    });
  }
}

/** Null: it is gone. */
async function removeOne(
  driver: HypervisorDriver,
  hostId: string,
  vm: { uuid: string; hostId: string },
): Promise<DriverError | null> {
  try {
    const places = await driver.locateVm(vm.uuid, [vm.hostId, hostId]);
    const stateAt = (id: string) => places.find((place) => place.hostId === id)?.state ?? 'unreachable';
    if (stateAt(hostId) === 'absent') return null;
    const isElsewhere = vm.hostId !== hostId && !['absent', 'unreachable'].includes(stateAt(vm.hostId));
    if (!isElsewhere) return new DriverError('vm-not-movable', 'it is not seen on its other host');
    await driver.removeCopy(hostId, vm.uuid);
    return null;
  } catch (error) {
    if (error instanceof DriverError) return error;
    throw error;
  }
}
