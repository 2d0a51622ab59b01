import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { lockAdministrators } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertAnotherAdministrator, findManageableUser } from './find-manageable-user.ts';
import { UserId } from './user-input.ts';

export const RemoveUserInput = z.object({ userId: UserId });
export type RemoveUserInput = z.input<typeof RemoveUserInput>;

/**
 * Removes a user and their sessions; their actions stay in the audit log and the history. Throws `user-not-found`,
 * `own-account` or `last-administrator`.
 */
export async function removeUser({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'user.manage', 'product');
  const { userId } = parseInput(RemoveUserInput, input);
  const at = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const administrators = await lockAdministrators(tx);
    const user = await findManageableUser(tx, ctx.actor, userId);
    if (user.role === 'administrator') assertAnotherAdministrator(administrators, user);
    const { count } = await tx.user.deleteMany({ where: { id: user.id, role: user.role } });
    if (count === 0)
      throw new BallastError('conflict', 'somebody else changed it first', { target: user.email });
    const details = { role: user.role };
    await recordAudit(tx, ctx.actor, at, {
      action: 'user.remove',
      target: user.email,
      targetId: user.id,
      details,
    });
  });
}
