import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { assertAllowed, Role } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { createUser } from './create-user.ts';
import { generatePassword, hashNewPassword, Password } from './passwords.ts';
import { UserEmail, UserName } from './user-input.ts';

export const AddUserInput = z.object({
  name: UserName,
  email: UserEmail,
  role: Role,
  password: Password.optional(), // absent: one is generated and returned once
});
export type AddUserInput = z.input<typeof AddUserInput>;

export interface AddedUser {
  id: string;
  email: string;
  generatedPassword: string | null;
}

/** Adds a user. Throws `not-allowed`, `invalid-input`, or `email-taken` with `email`. */
export async function addUser({ ctx, input }: { ctx: Context; input: unknown }): Promise<AddedUser> {
  assertAllowed(ctx.actor, 'user.manage', 'product');
  const { name, email, role, password } = parseInput(AddUserInput, input);
  const chosen = password ?? generatePassword();
  const generatedPassword = password === undefined ? chosen : null;
  const passwordHash = await hashNewPassword(chosen, ctx.actor.name);
  const at = ctx.clock.now();
  try {
    return await ctx.db.$transaction(async (tx) => {
      const { id } = await createUser(tx, { name, email, role, passwordHash, at });
      await recordAudit(tx, ctx.actor, at, {
        action: 'user.add',
        target: email,
        targetId: id,
        details: { role },
      });
      return { id, email, generatedPassword };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new BallastError('email-taken', `${email} has an account already`, { email }, { cause: error });
  }
}
