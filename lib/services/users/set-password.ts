import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { findManageableUser } from './find-manageable-user.ts';
import { generatePassword, hashNewPassword, Password } from './passwords.ts';
import { UserId } from './user-input.ts';

export const SetPasswordInput = z.object({ userId: UserId, password: Password.optional() });
export type SetPasswordInput = z.input<typeof SetPasswordInput>;

/**
 * Gives another user a new password, generated unless one is given, and ends their sessions. Your own password is
 * changed by `changePassword`, which asks for the old one. Throws `user-not-found` or `own-account`.
 */
export async function setPassword(options: {
  ctx: Context;
  input: unknown;
}): Promise<{ email: string; generatedPassword: string | null }> {
  const { ctx } = options;
  assertAllowed(ctx.actor, 'user.manage', 'product');
  const { userId, password } = parseInput(SetPasswordInput, options.input);
  const chosen = password ?? generatePassword();
  const generatedPassword = password === undefined ? chosen : null;
  const hash = await hashNewPassword(chosen, ctx.actor.name);
  const at = ctx.clock.now();
  return ctx.db.$transaction(async (tx) => {
    const user = await findManageableUser(tx, ctx.actor, userId);
    const { count } = await tx.account.updateMany({
      where: { userId: user.id, providerId: 'credential' },
      data: { password: hash, updatedAt: at },
    });
    if (count === 0) throw new BallastError('user-not-found', 'there is no such user', { user: userId });
    await tx.session.deleteMany({ where: { userId: user.id } });
    await recordAudit(tx, ctx.actor, at, { action: 'user.password', target: user.email, targetId: user.id });
    return { email: user.email, generatedPassword };
  });
}
