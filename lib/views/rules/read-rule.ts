import { contentOf, type RuleContent, withPicked } from '../../db/rules.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Context } from '../../services/context.ts';
import type { RuleMember } from '../shared/read-rule-members.ts';

/** What the form of a rule shows. */
export interface RuleForm {
  cluster: { id: string; name: string };
  rule: { id: string; version: number; content: RuleContent } | null; // null: a new one
  pickedVms: RuleMember[]; // by name
  hosts: RuleMember[]; // of the cluster, by name
  tags: { vms: string[]; hosts: string[] }; // that are known in the cluster
}

/** A rule to edit, or the form of a new one. Throws `cluster-not-found`, or `rule-not-found` if the cluster has no such rule. */
export async function readRule({
  ctx,
  input: { clusterId, ruleId },
}: {
  ctx: Context;
  input: { clusterId: string; ruleId: string | null };
}): Promise<RuleForm> {
  assertAllowed(ctx.actor, 'read', { clusterId });
  const [cluster, rule] = await Promise.all([findCluster(ctx, clusterId), findRule(ctx, clusterId, ruleId)]);
  const [pickedVms, vmTags] = await Promise.all([
    ctx.db.vm.findMany({
      where: { id: { in: rule?.vms.map(({ vmId }) => vmId) ?? [] } },
      select: { id: true, name: true },
      orderBy: { name: 'asc' },
    }),
    ctx.db.vm.findMany({ where: { clusterId, tags: { isEmpty: false } }, select: { tags: true } }),
  ]);
  return {
    cluster: { id: cluster.id, name: cluster.name },
    rule: rule && { id: rule.id, version: rule.version, content: contentOf(rule) },
    pickedVms,
    hosts: cluster.hosts.map(({ id, name }) => ({ id, name })),
    tags: { vms: tagsIn(vmTags), hosts: tagsIn(cluster.hosts) },
  };
}

const tagsIn = (things: readonly { tags: string[] }[]): string[] =>
  [...new Set(things.flatMap(({ tags }) => tags))].sort();

async function findCluster(ctx: Context, clusterId: string) {
  const cluster = isId(clusterId)
    ? await ctx.db.cluster.findUnique({
        where: { id: clusterId },
        select: {
          id: true,
          name: true,
          hosts: { select: { id: true, name: true, tags: true }, orderBy: { name: 'asc' } },
        },
      })
    : null;
  if (cluster) return cluster;
  throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
}

async function findRule(ctx: Context, clusterId: string, ruleId: string | null) {
  if (ruleId === null) return null;
  const rule = isId(ruleId)
    ? await ctx.db.rule.findFirst({ where: { id: ruleId, clusterId }, include: withPicked })
    : null;
  if (rule) return rule;
  throw new BallastError('rule-not-found', `there is no rule ${ruleId}`, { rule: ruleId });
}
