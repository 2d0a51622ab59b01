import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { ClusterId, ThresholdPercent } from '../clusters/cluster-input.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const EditThresholdsInput = z.object({
  clusterId: ClusterId,
  cpuPercent: ThresholdPercent,
  memoryPercent: ThresholdPercent,
  /** What the person saw when they began to type; given, the change is refused if somebody was faster. */
  expected: z.object({ cpuPercent: z.number(), memoryPercent: z.number() }).optional(),
});
export type EditThresholdsInput = z.input<typeof EditThresholdsInput>;

/**
 * Sets above which load, in per cent, a host of the cluster counts as overloaded. The next planning uses it. Throws
 * `cluster-not-found`, or `conflict` with `target`.
 */
export async function editThresholds({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const { clusterId, cpuPercent, memoryPercent, expected } = parseInput(EditThresholdsInput, input);
  const at = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const cluster = await tx.cluster.findUnique({ where: { id: clusterId } });
    if (!cluster)
      throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
    const from = { cpuPercent: cluster.cpuThresholdPercent, memoryPercent: cluster.memoryThresholdPercent };
    const seen = expected ?? from;
    const { count } = await tx.cluster.updateMany({
      where: {
        id: clusterId,
        cpuThresholdPercent: seen.cpuPercent,
        memoryThresholdPercent: seen.memoryPercent,
      },
      data: { cpuThresholdPercent: cpuPercent, memoryThresholdPercent: memoryPercent },
    });
    if (count === 0)
      throw new BallastError('conflict', 'somebody else changed it first', { target: cluster.name });
    await recordAudit(tx, ctx.actor, at, {
      action: 'policy.edit',
      target: cluster.name,
      targetId: clusterId,
      details: { from, to: { cpuPercent, memoryPercent } },
      event: {
        topic: 'policy',
        code: 'changed',
        clusterId,
        subject: { hostId: null },
        facts: { cluster: cluster.name },
      },
    });
  });
}
