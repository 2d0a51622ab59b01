import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertPerson } from './assert-person.ts';
import { hashNewPassword, isPasswordRight, Password } from './passwords.ts';

export const ChangePasswordInput = z.object({ current: z.string().min(1).max(128), next: Password });
export type ChangePasswordInput = z.input<typeof ChangePasswordInput>;

/**
 * A person changes their own password; all their sessions end, so that a stolen one does too. Throws `password-wrong`,
 * or `conflict` when the password was changed at the same moment.
 */
export async function changePassword({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'read');
  const person = assertPerson(ctx.actor);
  const { current, next } = parseInput(ChangePasswordInput, input);
  const account = await ctx.db.account.findFirst({ where: { userId: person.id, providerId: 'credential' } });
  if (!account?.password || !(await isPasswordRight(account.password, current))) {
    throw new BallastError('password-wrong', 'the current password is not this one');
  }
  const hash = await hashNewPassword(next);
  const at = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const user = await tx.user.findUniqueOrThrow({ where: { id: person.id }, select: { email: true } });
    const { count } = await tx.account.updateMany({
      where: { id: account.id, password: account.password },
      data: { password: hash, updatedAt: at },
    });
    if (count === 0)
      throw new BallastError('conflict', 'somebody else changed it first', { target: user.email });
    await tx.session.deleteMany({ where: { userId: person.id } });
    await recordAudit(tx, ctx.actor, at, {
      action: 'user.password',
      target: user.email,
      targetId: person.id,
    });
  });
}
