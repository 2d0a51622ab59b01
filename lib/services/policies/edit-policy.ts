import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { recordEvents } from '../../db/events.ts';
import { type StoredScope, scopeOf, writePatch } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Event } from '../../model/event.ts';
import { changePatch, inheritedAt, policyChangeAt } from '../../model/policy.ts';
import { ClusterId, GroupId, HostId } from '../clusters/cluster-input.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { type FoundOwner, findCluster, findGroup, findHost, findProduct, findVm } from './policy-owners.ts';

/** What can be changed at a scope. `version`: the one that the person saw before the edit; 0: there was none. */
const editAt = (scope: StoredScope) => ({
  version: z.number().int().min(0),
  change: policyChangeAt(scope).default({}),
  inherit: inheritedAt(scope),
});

export const EditPolicyInput = z.discriminatedUnion('scope', [
  z.object({ scope: z.literal('product'), ...editAt('product') }),
  z.object({ scope: z.literal('group'), groupId: GroupId, ...editAt('group') }),
  z.object({ scope: z.literal('cluster'), clusterId: ClusterId, ...editAt('cluster') }),
  z.object({ scope: z.literal('host'), hostId: HostId, ...editAt('host') }),
  z.object({ scope: z.literal('vm'), vmId: z.uuid(), ...editAt('vm') }),
]);
export type EditPolicyInput = z.input<typeof EditPolicyInput>;
type Edit = z.output<typeof EditPolicyInput>;

/**
 * Changes the policy of the product, a group, a cluster, a host or a VM; fields that are left out keep their values, and those
 * in `inherit` lose their own. The next observation, evaluation and tick of jobs use it; options of existing moves were
 * stored with them and do not change. Throws `invalid-input`, also for a reserve of more than nine tenths of its host,
 * `group-not-found`, `cluster-not-found`, `host-not-found`, `vm-not-found`, or `conflict` with `target` if somebody else was first.
 */
export async function editPolicy({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const edit = parseInput(EditPolicyInput, input);
  const at = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const owner = await findOwner(tx, edit);
    if (!isInCluster(edit)) assertAllowed(ctx.actor, 'policy.edit', 'product');
    for (const clusterId of owner.clusterIds) assertAllowed(ctx.actor, 'policy.edit', { clusterId });
    const to = changePatch(owner.patch, edit.change, edit.inherit);
    if (!(await writePatch(tx, owner.target, to, edit.version)))
      throw new BallastError('conflict', 'somebody else changed it first', { target: owner.name });
    await recordAudit(tx, ctx.actor, at, {
      action: 'policy.change',
      target: owner.name,
      targetId: owner.id ?? undefined,
      details: { scope: edit.scope, from: owner.patch, to },
    });
    await recordEvents(tx, at, eventsOf(owner));
  });
}

const isInCluster = ({ scope }: Edit): boolean => scope !== 'product' && scope !== 'group';

/** One for each cluster that it applies to. */
function eventsOf({ target, name, clusterIds }: FoundOwner): Event[] {
  const subject = {
    hostId: 'hostId' in target ? target.hostId : null,
    ...('vmId' in target ? { vmId: target.vmId } : {}),
  };
  const facts = { [scopeOf(target)]: name };
  return clusterIds.map((clusterId) => ({ topic: 'policy', code: 'changed', clusterId, subject, facts }));
}

function findOwner(tx: Transaction, edit: Edit): Promise<FoundOwner> {
  switch (edit.scope) {
    case 'product':
      return findProduct(tx);
    case 'group':
      return findGroup(tx, edit.groupId);
    case 'cluster':
      return findCluster(tx, edit.clusterId);
    case 'host':
      return findHost(tx, edit.hostId, edit.change);
    case 'vm':
      return findVm(tx, edit.vmId);
  }
}
