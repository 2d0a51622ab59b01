import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { readArriving } from '../../db/evacuations.ts';
import { beginDraining } from '../../db/hosts.ts';
import { lockBeginnings } from '../../db/moves.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertNotBeingEvacuated } from './assert-not-being-evacuated.ts';

export const EnterAnywayInput = z.object({
  hostId: z.uuid(),
  vmIds: z.array(z.uuid()).min(1), // the stopped VMs that a person allowed to stay there
});
export type EnterAnywayInput = z.infer<typeof EnterAnywayInput>;

/**
 * Lets a host enter maintenance mode although stopped VMs are left on it, which a person has named. Such a VM loses
 * nothing when the host is switched off, but it cannot be started elsewhere in the meantime. The hypervisor is asked
 * at once and decides whether the host has no other VMs. Throws `host-not-found`, `host-being-evacuated`,
 * `vms-still-on-host` for a VM that runs, arrives, or was not named, `host-not-active` if it is already in
 * maintenance mode.
 */
export async function enterMaintenanceAnyway({
  ctx,
  input,
}: {
  ctx: Context;
  input: EnterAnywayInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'host.evacuate', 'some-cluster');
  const { hostId, vmIds } = parseInput(EnterAnywayInput, input);
  const host = await ctx.db.host.findUnique({ where: { id: hostId } });
  if (!host) throw new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
  assertAllowed(ctx.actor, 'host.evacuate', { clusterId: host.clusterId });
  await ctx.db.$transaction(async (tx) => {
    await lockBeginnings(tx, host.clusterId); // no move to it can start unnoticed
    await assertNotBeingEvacuated(tx, host);
    const arriving = await readArriving(tx, hostId);
    const present = await tx.vm.findMany({
      where: { hostId, missingSince: null },
      select: { id: true, name: true, state: true },
      orderBy: { name: 'asc' },
    });
    const inTheWay = [
      ...present.filter((vm) => vm.state !== 'stopped' || !vmIds.includes(vm.id)).map(({ name }) => name),
      ...arriving.map(({ vmName }) => vmName),
    ];
    if (inTheWay.length > 0) {
      const vms = inTheWay.join(', ');
      const facts = { host: host.name, vms, count: inTheWay.length };
      throw new BallastError('vms-still-on-host', `${vms}: on ${host.name}, or on the way there`, facts);
    }
    const mayStay = present.map(({ id }) => id);
    if (!(await beginDraining(tx, hostId, { at: ctx.clock.now(), mayStay })))
      throw new BallastError('host-not-active', `${host.name} is in maintenance already`, {
        host: host.name,
      });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'host.let-stay',
      target: host.name,
      targetId: hostId,
      details: { vms: present.map(({ name }) => name).join(', ') },
    });
    await enqueue(tx, 'collect-cluster', host.clusterId, { isAsked: true });
  });
}
