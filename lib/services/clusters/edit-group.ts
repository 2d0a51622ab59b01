import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { lockGroupRow } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { ClusterIds, GroupId, GroupName } from './cluster-input.ts';
import { namesIn, putClusters, refuseTakenName } from './group-members.ts';

export const EditGroupInput = z.object({
  groupId: GroupId,
  name: GroupName,
  clusterIds: ClusterIds,
  seen: z.object({ name: z.string(), clusterIds: ClusterIds }), // what the person saw before the edit
});
export type EditGroupInput = z.input<typeof EditGroupInput>;

/**
 * Renames a group and changes its clusters; those that join leave the groups that they are in. Throws `invalid-input`,
 * `group-not-found`, `cluster-not-found`, `group-name-taken` with `group`, or `conflict` with `target` if somebody else
 * was first.
 */
export async function editGroup({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'product');
  const { groupId, name, clusterIds, seen } = parseInput(EditGroupInput, input);
  await refuseTakenName(name, () =>
    ctx.db.$transaction(async (tx) => {
      await lockGroupRow(tx, groupId);
      const group = await tx.clusterGroup.findUnique({
        where: { id: groupId },
        include: { clusters: { select: { id: true } } },
      });
      if (!group) throw new BallastError('group-not-found', 'there is no such group', { group: groupId });
      const ids = group.clusters.map(({ id }) => id);
      if (group.name !== seen.name || !isSameSet(ids, seen.clusterIds))
        throw new BallastError('conflict', 'somebody else changed it first', { target: group.name });
      const from = { name: group.name, clusters: await namesIn(tx, groupId) };
      await tx.clusterGroup.update({ where: { id: groupId }, data: { name } });
      const to = { name, clusters: await putClusters(tx, groupId, clusterIds) };
      await recordAudit(tx, ctx.actor, ctx.clock.now(), {
        action: 'group.edit',
        target: name,
        targetId: groupId,
        details: { from, to },
      });
    }),
  );
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each));
