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
import { startStopped } from '../power/stopped-here.ts';
import { assertNotBeingEvacuated } from './assert-not-being-evacuated.ts';
import { assertNotBeingPatched } from './assert-not-being-patched.ts';
import { wantService } from './manager-order.ts';

/** As many VMs as one evacuation can shut down. */
const MAX_STARTED = 500;

/** VMs to start again that Ballast has shut down or saved on the host, by id. */
export const StartVms = z.array(z.uuid()).max(MAX_STARTED).default([]);

export const LeaveMaintenanceInput = z.object({ hostId: z.uuid(), startVms: StartVms });
export type LeaveMaintenanceInput = z.input<typeof LeaveMaintenanceInput>;

/**
 * Returns a host to service. Throws `host-being-evacuated` while a run empties it, `host-being-patched` while its own step is in progress, or
 * `host-is-active`.
 */
export async function leaveMaintenance({
  ctx,
  input,
}: {
  ctx: Context;
  input: LeaveMaintenanceInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'host.maintain', 'some-cluster');
  const { hostId, startVms } = parseInput(LeaveMaintenanceInput, input);
  const host = await findHost(ctx.db, hostId);
  assertAllowed(ctx.actor, 'host.maintain', { clusterId: host.clusterId });
  await ctx.db.$transaction((tx) => returnToService(ctx, tx, host, startVms));
}

/** The same in the transaction of something that follows from it. The VMs are started by a worker. Throws the same. */
export async function returnToService(
  ctx: Context,
  tx: Transaction,
  host: { id: string; name: string },
  startVms: readonly string[] = [],
): Promise<void> {
  await lockHostRow(tx, host.id); // an evacuation or a step that starts at this moment is seen
  await assertNotBeingEvacuated(tx, host);
  await assertNotBeingPatched(tx, host);
  const row = startVms.length === 0 ? null : await tx.host.findUnique({ where: { id: host.id } });
  const started = row ? await startStopped(ctx, tx, row, startVms) : [];
  const away = { id: host.id, from: ['draining', 'maintenance'] as const };
  if (!(await changeHostMode(tx, away, 'active', { mayStay: [], mayStayRunning: [] })))
    throw new BallastError('host-is-active', `${host.name} is in service already`, { host: host.name });
  await wantService(tx, host.id);
  await recordAudit(tx, ctx.actor, ctx.clock.now(), {
    action: 'host.leave-maintenance',
    target: host.name,
    targetId: host.id,
    ...(started.length === 0 ? {} : { details: { started: started.join(', ') } }),
  });
}
