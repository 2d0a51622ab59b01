import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const TryAgainInput = z.object({ refusalId: z.uuid() });
export type TryAgainInput = z.infer<typeof TryAgainInput>;

/**
 * Forgets a refusal because somebody knows better: plans may order the move again. Throws `refusal-not-found` when it is
 * forgotten already.
 */
export async function tryAgain({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'vm.migrate');
  const { refusalId } = parseInput(TryAgainInput, input);
  const name = { select: { name: true } } as const;
  await ctx.db.$transaction(async (tx) => {
    const refusal = await tx.refusal.findUnique({
      where: { id: refusalId },
      include: { vm: name, fromHost: name, toHost: name },
    });
    const { count } = await tx.refusal.deleteMany({ where: { id: refusalId } });
    if (!refusal || count === 0)
      throw new BallastError('refusal-not-found', 'this refusal is forgotten already', { refusalId });
    const { vm, fromHost, toHost, vmId, toHostId, code } = refusal;
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'refusal.try-again',
      target: [vm?.name ?? fromHost?.name, toHost?.name].filter(Boolean).join(' -> '),
      targetId: vmId ?? toHostId ?? refusalId,
      details: { code },
    });
  });
}
