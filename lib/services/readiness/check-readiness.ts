import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { requestReadiness } from '../../db/readiness.ts';
import { assertAllowed } from '../../model/actor.ts';
import { assertReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const CheckReadinessInput = z.object({ clusterId: z.uuid() });
export type CheckReadinessInput = z.infer<typeof CheckReadinessInput>;

/**
 * Asks for a check of whether migrations can work in a cluster. A worker makes it, because only workers speak to
 * hypervisors. Nothing is moved. Throws `cluster-not-found`, `cluster-in-past`.
 */
export async function checkReadiness({
  ctx,
  input,
}: {
  ctx: Context;
  input: CheckReadinessInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'vm.migrate', 'some-cluster');
  const { clusterId } = parseInput(CheckReadinessInput, input);
  assertAllowed(ctx.actor, 'vm.migrate', { clusterId });
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const cluster = await tx.cluster.findUnique({ where: { id: clusterId } });
    if (!cluster)
      throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
    assertReady(cluster, now);
    await requestReadiness(tx, { clusterId, requestedBy: ctx.actor.name, now });
    await recordAudit(tx, ctx.actor, now, {
      action: 'cluster.check-readiness',
      target: cluster.name,
      targetId: clusterId,
    });
  });
}
