import { z } from 'zod';
import { forgetAttempts } from '../../db/attempts.ts';
import { recordAudit } from '../../db/audit.ts';
import { noteRefusedSignIn } from '../../db/refused-sign-ins.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertPerson, type Person } from './assert-person.ts';
import { currentPasswordLimit } from './attempt-limits.ts';
import { assertAttempt } from './limited.ts';
import { hashNewPassword, isPasswordRight, Password } from './passwords.ts';

export const ChangePasswordInput = z.object({
  current: z.string().min(1).max(128),
  next: Password,
  address: z.string().max(64), // where the request comes from
});
export type ChangePasswordInput = z.input<typeof ChangePasswordInput>;

/** A person at an open session has only a few guesses, and each wrong one is recorded. */
async function assertCurrentPassword(
  ctx: Context,
  person: Person,
  { current, address }: { current: string; address: string },
): Promise<{ id: string; password: string }> {
  const limit = currentPasswordLimit(person.id);
  await assertAttempt(ctx.db, [limit]);
  const { accounts, email } = await ctx.db.user.findUniqueOrThrow({
    where: { id: person.id },
    select: { email: true, accounts: { where: { providerId: 'credential' } } },
  });
  const [account] = accounts;
  if (account?.password && (await isPasswordRight(account.password, current, person.id))) {
    await forgetAttempts(ctx.db, limit);
    return { id: account.id, password: account.password };
  }
  await noteRefusedSignIn(ctx.db, ctx.clock.now(), { purpose: 'password', email, address });
  throw new BallastError('password-wrong', 'the current password is not this one');
}

/**
 * A user changes their own password. All their sessions end, so that a stolen one ends too. Throws `password-wrong`,
 * `sign-in-limited` after several of those, `sign-in-busy`, or `conflict` if the password was changed at the same
 * time.
 */
export async function changePassword({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'read', 'product');
  const person = assertPerson(ctx.actor);
  const { current, next, address } = parseInput(ChangePasswordInput, input);
  const account = await assertCurrentPassword(ctx, person, { current, address });
  const hash = await hashNewPassword(next, person.id);
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
