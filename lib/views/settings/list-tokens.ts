import type { TokenPurpose } from '../../model/access-token.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../../services/context.ts';

/** A token in use, without its secret, which nobody can read. */
export interface TokenRow {
  id: string;
  name: string;
  purpose: TokenPurpose;
  cluster: string | null; // null: all
  createdAt: Date;
  createdBy: string;
  lastUsedAt: Date | null;
}

/** The tokens in use, by name. */
export async function listTokens({ ctx }: { ctx: Context }): Promise<TokenRow[]> {
  assertAllowed(ctx.actor, 'read', 'product');
  const tokens = await ctx.db.accessToken.findMany({
    where: { revokedAt: null },
    orderBy: { name: 'asc' },
    include: { cluster: { select: { name: true } } },
  });
  return tokens.map(({ id, name, purpose, cluster, createdAt, createdBy, lastUsedAt }) => ({
    id,
    name,
    purpose,
    cluster: cluster?.name ?? null,
    createdAt,
    createdBy,
    lastUsedAt,
  }));
}
