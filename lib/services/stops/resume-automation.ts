import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { lockStops } from '../../db/automation.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const ResumeAutomationInput = z.object({ clusterId: z.uuid() });
export type ResumeAutomationInput = z.infer<typeof ResumeAutomationInput>;

/**
 * Resumes automation in a cluster where it stopped by itself. Throws `cluster-not-found`, or `automation-not-stopped` if
 * somebody else was first.
 */
export async function resumeAutomation({
  ctx,
  input,
}: {
  ctx: Context;
  input: ResumeAutomationInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'automation.resume', 'some-cluster');
  const { clusterId } = parseInput(ResumeAutomationInput, input);
  assertAllowed(ctx.actor, 'automation.resume', { clusterId });
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    await lockStops(tx, clusterId);
    const cluster = await tx.cluster.findUnique({
      where: { id: clusterId },
      select: { name: true, stops: { where: { resumedAt: null } } },
    });
    if (!cluster)
      throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
    const [stop] = cluster.stops;
    if (!stop)
      throw new BallastError('automation-not-stopped', `automation of ${cluster.name} is not stopped`, {
        cluster: cluster.name,
      });
    const resumed = { resumedAt: now, resumedBy: ctx.actor.name };
    await tx.automationStop.update({ where: { id: stop.id }, data: resumed });
    await recordAudit(tx, ctx.actor, now, {
      action: 'automation.resume',
      target: cluster.name,
      targetId: clusterId,
      details: { reason: stop.code },
      event: {
        topic: 'automation',
        code: 'resumed',
        clusterId,
        subject: { stopId: stop.id, runId: stop.runId },
        facts: { cluster: cluster.name, reason: stop.code, by: ctx.actor.name },
      },
    });
  });
}
