import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { lockGroupRow } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { GroupId } from './cluster-input.ts';
import { namesIn } from './group-members.ts';

export const RemoveGroupInput = z.object({ groupId: GroupId });
export type RemoveGroupInput = z.input<typeof RemoveGroupInput>;

/**
 * Removes a group and its policy. Its clusters stay, and inherit from the product. Throws `invalid-input`, or
 * `group-not-found`.
 */
export async function removeGroup({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<{ name: string }> {
  assertAllowed(ctx.actor, 'policy.edit', 'product');
  const { groupId } = parseInput(RemoveGroupInput, input);
  return ctx.db.$transaction(async (tx) => {
    await lockGroupRow(tx, groupId);
    const group = await tx.clusterGroup.findUnique({ where: { id: groupId } });
    if (!group) throw new BallastError('group-not-found', 'there is no such group', { group: groupId });
    const clusters = await namesIn(tx, groupId);
    await tx.clusterGroup.delete({ where: { id: groupId } });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'group.remove',
      target: group.name,
      targetId: groupId,
      details: { clusters },
    });
    return { name: group.name };
  });
}
