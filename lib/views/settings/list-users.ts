import { assertAllowed, type Role } from '../../model/actor.ts';
import type { Context } from '../../services/context.ts';

export interface UserRow {
  id: string;
  name: string;
  email: string;
  role: Role;
  createdAt: Date;
  lastSignInAt: Date | null; // the newest session that has not ended; null: signed in nowhere
}

/** Everybody who may sign in, by name. */
export async function listUsers({ ctx }: { ctx: Context }): Promise<UserRow[]> {
  assertAllowed(ctx.actor, 'read', 'product');
  const users = await ctx.db.user.findMany({
    orderBy: [{ name: 'asc' }, { email: 'asc' }],
    include: {
      sessions: {
        where: { expiresAt: { gt: ctx.clock.now() } },
        orderBy: { createdAt: 'desc' },
        take: 1,
        select: { createdAt: true },
      },
    },
  });
  return users.map(({ id, name, email, role, createdAt, sessions }) => ({
    id,
    name,
    email,
    role,
    createdAt,
    lastSignInAt: sessions[0]?.createdAt ?? null,
  }));
}
