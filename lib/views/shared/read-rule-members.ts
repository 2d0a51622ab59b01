import { choicesOf, contentOf, type RuleContent, withPicked } from '../../db/rules.ts';
import { membersOf } from '../../model/rule-members.ts';
import type { Context } from '../../services/context.ts';

export interface RuleMember {
  id: string;
  name: string;
}

/** A rule with those who are in it now. */
export interface RuleMembers {
  id: string;
  version: number; // which an edit of it must name
  content: RuleContent;
  vms: (RuleMember & { hostId: string })[]; // by name
  hosts: RuleMember[];
}

/** The rules of a cluster by name, with their members among the VMs and hosts that were last observed. */
export async function readRuleMembers(ctx: Context, clusterId: string): Promise<RuleMembers[]> {
  const rules = await ctx.db.rule.findMany({
    where: { clusterId },
    include: withPicked,
    orderBy: { name: 'asc' },
  });
  if (rules.length === 0) return [];
  const { vms, hosts } = await readChoosable(ctx, clusterId);
  return rules.map((rule) => {
    const content = contentOf(rule);
    const choices = choicesOf(content);
    return {
      id: rule.id,
      version: rule.version,
      content,
      vms: membersOf(choices.vms, vms),
      hosts: membersOf(choices.hosts, hosts),
    };
  });
}

/** The VMs and hosts that can be in a rule of the cluster. */
async function readChoosable(ctx: Context, clusterId: string) {
  const columns = { id: true, name: true, tags: true } as const;
  const [vms, hosts] = await Promise.all([
    ctx.db.vm.findMany({
      where: { clusterId, missingSince: null },
      select: { ...columns, hostId: true },
      orderBy: { name: 'asc' },
    }),
    ctx.db.host.findMany({ where: { clusterId }, select: columns, orderBy: { name: 'asc' } }),
  ]);
  return { vms, hosts };
}
