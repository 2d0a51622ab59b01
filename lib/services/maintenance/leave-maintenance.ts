import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { changeHostMode } from '../../db/hosts.ts';
import { lockHostRow } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { findHost } from '../find-host.ts';
import { parseInput } from '../parse-input.ts';
import { assertNotBeingEvacuated } from './assert-not-being-evacuated.ts';
import { wantService } from './manager-order.ts';

export const LeaveMaintenanceInput = z.object({ hostId: z.uuid() });
export type LeaveMaintenanceInput = z.infer<typeof LeaveMaintenanceInput>;

/** Returns a host to service. Throws `host-being-evacuated` while a run empties it, or `host-is-active`. */
export async function leaveMaintenance({
  ctx,
  input,
}: {
  ctx: Context;
  input: LeaveMaintenanceInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'host.maintain', 'some-cluster');
  const { hostId } = parseInput(LeaveMaintenanceInput, input);
  const host = await findHost(ctx.db, hostId);
  assertAllowed(ctx.actor, 'host.maintain', { clusterId: host.clusterId });
  await ctx.db.$transaction((tx) => returnToService(ctx, tx, host));
}

/** The same in the transaction of something that follows from it. Throws the same. */
export async function returnToService(
  ctx: Context,
  tx: Transaction,
  host: { id: string; name: string },
): Promise<void> {
  await lockHostRow(tx, host.id); // an evacuation that starts at this moment is seen
  await assertNotBeingEvacuated(tx, host);
  const away = { id: host.id, from: ['draining', 'maintenance'] as const };
  if (!(await changeHostMode(tx, away, 'active', { mayStay: [], mayStayRunning: [] })))
    throw new BallastError('host-is-active', `${host.name} is in service already`, { host: host.name });
  await wantService(tx, host.id);
  await recordAudit(tx, ctx.actor, ctx.clock.now(), {
    action: 'host.leave-maintenance',
    target: host.name,
    targetId: host.id,
  });
}
