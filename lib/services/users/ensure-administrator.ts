import { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { addUser } from './add-user.ts';
import { Password } from './passwords.ts';
import { UserEmail } from './user-input.ts';

export const EnsureAdministratorInput = z.object({
  email: UserEmail.default('admin@ballast.local'),
  password: Password.optional(),
});

export interface EnsuredAdministrator {
  created: boolean;
  email: string;
  password?: string; // only if it was generated just now: print it, it is not stored
}

/** Adds the first administrator if there is none. Throws `invalid-input` or `email-taken`. */
export async function ensureAdministrator(options: {
  ctx: Context;
  input: z.input<typeof EnsureAdministratorInput>;
}): Promise<EnsuredAdministrator> {
  const { ctx } = options;
  assertAllowed(ctx.actor, 'user.manage', 'product');
  const present = await ctx.db.user.findFirst({
    where: { role: 'administrator' },
    orderBy: { createdAt: 'asc' },
    select: { email: true },
  });
  if (present) return { created: false, email: present.email };
  const input = parseInput(EnsureAdministratorInput, options.input);
  const added = await addUser({ ctx, input: { ...input, name: 'Administrator', role: 'administrator' } });
  return {
    created: true,
    email: added.email,
    ...(added.generatedPassword ? { password: added.generatedPassword } : {}),
  };
}
