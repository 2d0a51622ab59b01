import { byName } from '../../model/compare-names.ts';
import {
  type ManagerRule,
  managerRuleId,
  managerRuleMembers,
  managerRuleName,
} from '../../model/manager-rule.ts';
import type { RuleKind, RuleMode } from '../../model/snapshot.ts';
import type { Context } from '../../services/context.ts';
import type { RuleMember } from './read-rule-members.ts';

/** A rule that the manager of a cluster has, with its members that Ballast knows. */
export interface ManagerRuleMembers {
  id: string; // as in snapshots
  name: string;
  title: string; // its name in plans
  manager: string;
  kind: RuleKind;
  mode: RuleMode;
  vms: (RuleMember & { hostId: string })[]; // by name
  hosts: RuleMember[];
}

/** The rules that the manager of a cluster has, by name. Empty for a cluster without a manager. */
export async function readManagerRules(ctx: Context, clusterId: string): Promise<ManagerRuleMembers[]> {
  const cluster = await ctx.db.cluster.findUnique({
    where: { id: clusterId },
    select: { managerRules: true },
  });
  const rules: ManagerRule[] = cluster?.managerRules ?? [];
  if (rules.length === 0) return [];
  const uuids = [...new Set(rules.flatMap(({ vmUuids }) => vmUuids))];
  const [vms, hosts] = await Promise.all([
    ctx.db.vm.findMany({
      where: { clusterId, uuid: { in: uuids }, missingSince: null },
      select: { id: true, name: true, uuid: true, hostId: true },
      orderBy: { name: 'asc' },
    }),
    ctx.db.host.findMany({
      where: { clusterId },
      select: { id: true, name: true, uri: true },
      orderBy: { name: 'asc' },
    }),
  ]);
  return rules
    .map((rule) => ({
      id: managerRuleId(rule),
      name: rule.name,
      title: managerRuleName(rule),
      manager: rule.manager,
      kind: rule.kind,
      mode: rule.mode,
      ...managerRuleMembers(rule, vms, hosts),
    }))
    .sort(byName);
}
