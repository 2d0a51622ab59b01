import { assertAllowed } from '../../model/actor.ts';
import { PolicyPatch } from '../../model/policy.ts';
import { type PolicyField, policyNames } from '../../model/policy-fields.ts';
import type { PolicyRef } from '../../model/policy-ref.ts';
import type { Context } from '../../services/context.ts';

/** One change of a policy: only the fields that it changed; a field that a side leaves out was inherited there. */
export interface PolicyHistoryEntry {
  id: string;
  at: Date;
  actor: { name: string; kind: 'user' | 'system' };
  fields: PolicyField[];
  before: PolicyPatch;
  after: PolicyPatch;
}

const MAX_ENTRIES = 20;

/** The last changes of a policy, newest first. Entries of earlier versions, with fields that are gone, are left out. */
export async function readPolicyHistory({
  ctx,
  input,
}: {
  ctx: Context;
  input: PolicyRef;
}): Promise<PolicyHistoryEntry[]> {
  assertAllowed(ctx.actor, 'read', 'product');
  const entries = await ctx.db.auditEntry.findMany({
    where: { action: 'policy.change', targetId: targetOf(input) },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: MAX_ENTRIES,
  });
  return entries.flatMap(({ id, at, actorName, actorKind, details }) => {
    const [before, after] = [PolicyPatch.safeParse(details.from), PolicyPatch.safeParse(details.to)];
    if (!before.success || !after.success) return [];
    const fields = policyNames.filter((name) => !isEqual(before.data[name], after.data[name]));
    if (fields.length === 0) return [];
    const actor = { name: actorName, kind: actorKind === 'user' ? 'user' : 'system' } as const;
    return [{ id: String(id), at, actor, fields, before: before.data, after: after.data }];
  });
}

function targetOf(ref: PolicyRef): string | null {
  switch (ref.scope) {
    case 'product':
      return null;
    case 'group':
      return ref.groupId;
    case 'cluster':
      return ref.clusterId;
    case 'host':
      return ref.hostId;
    case 'vm':
      return ref.vmId;
  }
}

/** Values are numbers, words, or short lists of intervals. */
const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
