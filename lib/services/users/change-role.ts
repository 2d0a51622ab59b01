import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { lockAdministrators } from '../../db/row-locks.ts';
import { assertAllowed, Role } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertAnotherAdministrator, findManageableUser } from './find-manageable-user.ts';
import { UserId } from './user-input.ts';

export const ChangeRoleInput = z.object({ userId: UserId, role: Role });
export type ChangeRoleInput = z.input<typeof ChangeRoleInput>;

/**
 * Gives a user another role and ends their sessions. Throws `user-not-found`, `own-account`, `last-administrator`, or
 * `conflict` if the role was changed at the same time.
 */
export async function changeRole({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'user.manage', 'product');
  const { userId, role } = parseInput(ChangeRoleInput, input);
  const at = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const administrators = await lockAdministrators(tx);
    const user = await findManageableUser(tx, ctx.actor, userId);
    if (user.role === role) return;
    if (user.role === 'administrator') assertAnotherAdministrator(administrators, user);
    const { count } = await tx.user.updateMany({
      where: { id: user.id, role: user.role },
      data: { role, updatedAt: at },
    });
    if (count === 0)
      throw new BallastError('conflict', 'somebody else changed it first', { target: user.email });
    await tx.session.deleteMany({ where: { userId: user.id } });
    const details = { from: user.role, to: role };
    await recordAudit(tx, ctx.actor, at, {
      action: 'user.role',
      target: user.email,
      targetId: user.id,
      details,
    });
  });
}
