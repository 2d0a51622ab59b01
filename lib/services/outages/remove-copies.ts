import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError, DriverError } from '../../model/errors.ts';
import type { HypervisorDriver } from '../../model/ports.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const RemoveCopyInput = z.object({ vmId: z.uuid(), hostId: z.uuid() });
export type RemoveCopyInput = z.infer<typeof RemoveCopyInput>;

/**
 * Asks for the stopped copy of a VM to be removed from the host that still has it; a worker does it. Throws `vm-not-found`,
 * `no-copy-left`.
 */
export async function removeCopy({ ctx, input }: { ctx: Context; input: RemoveCopyInput }): Promise<void> {
  assertAllowed(ctx.actor, 'host.restart', 'some-cluster');
  const { vmId, hostId } = parseInput(RemoveCopyInput, input);
  await ctx.db.$transaction(async (tx) => {
    const vm = await tx.vm.findUnique({ where: { id: vmId } });
    if (!vm) throw new BallastError('vm-not-found', `there is no VM ${vmId}`, { vmId });
    const { name, clusterId } = vm;
    assertAllowed(ctx.actor, 'host.restart', { clusterId });
    const host = await tx.host.findUnique({ where: { id: hostId }, select: { name: true } });
    if (!host || vm.copyHostId !== hostId)
      throw new BallastError('no-copy-left', `no other host has a copy of ${name}`, { vm: name });
    const now = ctx.clock.now();
    const data = { hostId, askedBy: ctx.actor.name, askedAt: now, errorCode: null, detail: null };
    await tx.copyRemoval.upsert({ where: { vmId }, create: { vmId, ...data }, update: data });
    await recordAudit(tx, ctx.actor, now, {
      action: 'vm.remove-copy',
      target: name,
      targetId: vmId,
      details: { host: host.name },
    });
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
