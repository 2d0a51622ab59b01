import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const RevokeTokenInput = z.object({ tokenId: z.uuid() });
export type RevokeTokenInput = z.infer<typeof RevokeTokenInput>;

/** Ends a token: it is refused from now on. Throws `token-not-found` for one that is unknown, or was revoked. */
export async function revokeToken({ ctx, input }: { ctx: Context; input: RevokeTokenInput }): Promise<void> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const { tokenId } = parseInput(RevokeTokenInput, input);
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.accessToken.updateMany({
      where: { id: tokenId, revokedAt: null },
      data: { revokedAt: now, revokedBy: ctx.actor.name },
    });
    if (count === 0) throw new BallastError('token-not-found', 'there is no such token in use', {});
    const { name } = await tx.accessToken.findUniqueOrThrow({ where: { id: tokenId } });
    await recordAudit(tx, ctx.actor, now, { action: 'token.revoke', target: name, targetId: tokenId });
  });
}
