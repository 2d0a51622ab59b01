import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { FailingReason } from '../../model/failing-host.ts';
import type { Context } from '../context.ts';
import { findHost } from '../find-host.ts';
import { parseInput } from '../parse-input.ts';

export const MarkFailingInput = z.object({
  hostId: z.uuid(),
  reason: FailingReason,
  note: z.string().trim().max(200).default(''),
});
export type MarkFailingInput = z.input<typeof MarkFailingInput>;

/**
 * Marks a host as failing: plans place no VM on it any more, and its evacuation is suggested before everything else. A
 * host that is marked already gets the new reason. Throws `host-not-found`.
 */
export async function markFailing({ ctx, input }: { ctx: Context; input: MarkFailingInput }): Promise<void> {
  assertAllowed(ctx.actor, 'host.maintain', 'some-cluster');
  const { hostId, reason, note } = parseInput(MarkFailingInput, input);
  await ctx.db.$transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    assertAllowed(ctx.actor, 'host.maintain', { clusterId: host.clusterId });
    await storeFailing(ctx, tx, host, { reason, note });
  });
}

/** The same in the transaction of one that has found the host, and knows that it may. */
export async function storeFailing(
  ctx: Context,
  tx: Transaction,
  host: { id: string; name: string; clusterId: string },
  { reason, note, by = ctx.actor.name }: { reason: FailingReason; note: string; by?: string },
): Promise<void> {
  const now = ctx.clock.now();
  const data = { failingReason: reason, failingNote: note, failingAt: now, failingBy: by };
  await tx.host.update({ where: { id: host.id }, data });
  await recordAudit(tx, ctx.actor, now, {
    action: 'host.mark-failing',
    target: host.name,
    targetId: host.id,
    details: { reason, note },
    event: {
      topic: 'host',
      code: 'failing',
      clusterId: host.clusterId,
      subject: { hostId: host.id },
      facts: { host: host.name, reason },
    },
  });
}

export const ClearFailingInput = z.object({ hostId: z.uuid() });
export type ClearFailingInput = z.infer<typeof ClearFailingInput>;

/** Says that a host no longer fails: plans use it again. Throws `host-not-found`, `host-not-failing`. */
export async function clearFailing({
  ctx,
  input,
}: {
  ctx: Context;
  input: ClearFailingInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'host.maintain', 'some-cluster');
  const { hostId } = parseInput(ClearFailingInput, input);
  await ctx.db.$transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    assertAllowed(ctx.actor, 'host.maintain', { clusterId: host.clusterId });
    const none = { failingReason: null, failingNote: null, failingAt: null, failingBy: null };
    const { count } = await tx.host.updateMany({
      where: { id: hostId, failingAt: { not: null } },
      data: none,
    });
    if (count === 0)
      throw new BallastError('host-not-failing', `${host.name} is not marked as failing`, {
        host: host.name,
      });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'host.clear-failing',
      target: host.name,
      targetId: hostId,
      event: {
        topic: 'host',
        code: 'not-failing',
        clusterId: host.clusterId,
        subject: { hostId },
        facts: { host: host.name },
      },
    });
  });
}
