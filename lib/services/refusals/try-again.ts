import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

const MAX_AT_ONCE = 10_000;

export const TryAgainInput = z.object({ refusalIds: z.array(z.uuid()).min(1).max(MAX_AT_ONCE) });
export type TryAgainInput = z.infer<typeof TryAgainInput>;

/**
 * Deletes refusals at a person's request: plans may order the moves again. Refusals that are already deleted are
 * skipped. Throws `refusal-not-found` if all of them are.
 */
export async function tryAgain({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'vm.migrate', 'some-cluster');
  const { refusalIds } = parseInput(TryAgainInput, input);
  const name = { select: { name: true } } as const;
  const where = { id: { in: refusalIds } };
  await ctx.db.$transaction(async (tx) => {
    const refusals = await tx.refusal.findMany({
      where,
      include: { vm: name, fromHost: name, toHost: name },
      orderBy: { id: 'asc' },
    });
    for (const { clusterId } of refusals) assertAllowed(ctx.actor, 'vm.migrate', { clusterId });
    const { count } = await tx.refusal.deleteMany({ where });
    if (count === 0)
      throw new BallastError('refusal-not-found', 'these refusals are forgotten already', {
        refusalIds: refusalIds.join(', '),
      });
    for (const { id, vm, fromHost, toHost, vmId, toHostId, code } of refusals)
      await recordAudit(tx, ctx.actor, ctx.clock.now(), {
        action: 'refusal.try-again',
        target: [vm?.name ?? fromHost?.name, toHost?.name].filter(Boolean).join(' -> '),
        targetId: vmId ?? toHostId ?? id,
        details: { code },
      });
  });
}
