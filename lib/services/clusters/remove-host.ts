import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertRemovable } from './assert-entered.ts';
import { assertIdle } from './assert-idle.ts';
import { HostId } from './cluster-input.ts';

export const RemoveHostInput = z.object({ hostId: HostId });
export type RemoveHostInput = z.input<typeof RemoveHostInput>;

/**
 * Deletes a host and its data; nothing changes on the host itself. Throws `host-not-found`, `hosts-not-entered`, or
 * `cluster-busy`, because a job may be about to use it.
 */
export async function removeHost({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<{ name: string }> {
  assertAllowed(ctx.actor, 'cluster.configure', 'some-cluster');
  const { hostId } = parseInput(RemoveHostInput, input);
  const at = ctx.clock.now();
  return ctx.db.$transaction(async (tx) => {
    const host = await tx.host.findUnique({ where: { id: hostId } });
    if (!host) throw new BallastError('host-not-found', 'there is no such host', { host: hostId });
    assertAllowed(ctx.actor, 'cluster.configure', { clusterId: host.clusterId });
    const cluster = await assertIdle(tx, host.clusterId);
    assertRemovable(cluster);
    const { count } = await tx.host.deleteMany({ where: { id: hostId } });
    if (count === 0) throw new BallastError('host-not-found', 'there is no such host', { host: hostId });
    const details = { cluster: cluster.name };
    await recordAudit(tx, ctx.actor, at, {
      action: 'cluster.remove-host',
      target: host.name,
      targetId: hostId,
      details,
      event: {
        topic: 'host',
        code: 'removed',
        clusterId: host.clusterId,
        subject: { hostId },
        facts: { host: host.name },
      },
    });
    return { name: host.name };
  });
}
