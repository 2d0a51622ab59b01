import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { BalanceBy } from '../../model/policy.ts';
import { ClusterId } from '../clusters/cluster-input.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

const ReservePercent = z.number().min(0).max(90).nullable();

/** What the hosts of a cluster keep and may give, and what evens out. Null: the default (lib/model/reserve.ts). */
export const Balancing = z.object({
  reserveCpuPercent: ReservePercent,
  reserveMemoryPercent: ReservePercent,
  vmOverheadMiB: z.number().int().min(0).max(65_536).nullable(),
  memoryOvercommit: z.number().min(1).max(10),
  balanceBy: BalanceBy,
});
export type Balancing = z.infer<typeof Balancing>;

export const EditBalancingInput = z.object({
  clusterId: ClusterId,
  balancing: Balancing,
  /** What the person saw when they began to type; given, the change is refused if somebody was faster. */
  expected: Balancing.optional(),
});
export type EditBalancingInput = z.input<typeof EditBalancingInput>;

/** The same of a stored cluster. */
export function balancingOf(cluster: Omit<Balancing, 'balanceBy'> & { balanceBy: string }): Balancing {
  return Balancing.parse(cluster);
}

/**
 * Changes what the hosts of a cluster keep for themselves, how often their memory may be promised, and what evens out. The
 * next observation and the next planning use it. Throws `cluster-not-found`, `invalid-input`, or `conflict` with `target`.
 */
export async function editBalancing({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const { clusterId, balancing: to, expected } = parseInput(EditBalancingInput, input);
  await ctx.db.$transaction(async (tx) => {
    await lockClusterRow(tx, clusterId);
    const cluster = await tx.cluster.findUnique({ where: { id: clusterId } });
    if (!cluster)
      throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
    const from = balancingOf(cluster);
    if (expected && JSON.stringify(from) !== JSON.stringify(expected))
      throw new BallastError('conflict', 'somebody else changed it first', { target: cluster.name });
    await tx.cluster.update({ where: { id: clusterId }, data: to });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'policy.edit-balancing',
      target: cluster.name,
      targetId: clusterId,
      details: { from, to },
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
