import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { ClusterIds, GroupName } from './cluster-input.ts';
import { putClusters, refuseTakenName } from './group-members.ts';

export const AddGroupInput = z.object({ name: GroupName, clusterIds: ClusterIds });
export type AddGroupInput = z.input<typeof AddGroupInput>;

/**
 * Makes a group of clusters, which leave the groups that they are in. Throws `invalid-input`, `cluster-not-found`, or
 * `group-name-taken` with `group`.
 */
export async function addGroup({ ctx, input }: { ctx: Context; input: unknown }): Promise<{ id: string }> {
  assertAllowed(ctx.actor, 'policy.edit', 'product');
  const { name, clusterIds } = parseInput(AddGroupInput, input);
  return refuseTakenName(name, () =>
    ctx.db.$transaction(async (tx) => {
      const { id } = await tx.clusterGroup.create({ data: { name } });
      const clusters = await putClusters(tx, id, clusterIds);
      await recordAudit(tx, ctx.actor, ctx.clock.now(), {
        action: 'group.add',
        target: name,
        targetId: id,
        details: { clusters },
      });
      return { id };
    }),
  );
}
