import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { TokenPurpose } from '../../model/access-token.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { isPlainText } from '../../model/plain-text.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { hashToken, newToken } from './token-hash.ts';

export const CreateTokenInput = z.object({
  name: z.string().trim().min(1).max(80).refine(isPlainText),
  purpose: TokenPurpose,
  clusterId: z.uuid().nullable().default(null), // null: all clusters
});
export type CreateTokenInput = z.input<typeof CreateTokenInput>;

/**
 * Creates a token for another system, and returns it: only its hash is stored, so nobody can read it again. Throws
 * `cluster-not-found`, `token-name-taken`.
 */
export async function createToken({
  ctx,
  input,
}: {
  ctx: Context;
  input: CreateTokenInput;
}): Promise<{ id: string; token: string }> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const { name, purpose, clusterId } = parseInput(CreateTokenInput, input);
  const token = newToken();
  const now = ctx.clock.now();
  try {
    return await ctx.db.$transaction(async (tx) => {
      const cluster =
        clusterId === null
          ? null
          : await tx.cluster.findUnique({ where: { id: clusterId }, select: { name: true } });
      if (clusterId !== null && !cluster)
        throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
      const stored = {
        name,
        purpose,
        clusterId,
        hash: hashToken(token),
        createdAt: now,
        createdBy: ctx.actor.name,
      };
      const { id } = await tx.accessToken.create({ data: stored });
      await recordAudit(tx, ctx.actor, now, {
        action: 'token.create',
        target: name,
        targetId: id,
        details: { purpose, ...(cluster ? { cluster: cluster.name } : {}) },
      });
      return { id, token };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new BallastError('token-name-taken', `a token named ${name} is in use`, { name });
  }
}
