import type { Choice } from '../model/rule-members.ts';
import type { RuleKind, RuleMode } from '../model/snapshot.ts';
import type { Transaction } from './client.ts';

/** What a query of rules includes for their choices. */
export const withPicked = {
  vms: { select: { vmId: true } },
  hosts: { select: { hostId: true } },
} as const;

/** What a rule says of its VMs and hosts: picked ones by id, patterns of names, tags. */
export interface RuleChoices {
  vmIds: readonly string[];
  vmNames: readonly string[];
  vmTags: readonly string[];
  hostIds: readonly string[];
  hostNames: readonly string[];
  hostTags: readonly string[];
}

/** All that people say of a rule. */
export interface RuleContent extends RuleChoices {
  name: string;
  kind: RuleKind;
  mode: RuleMode;
}

type StoredRule = Omit<RuleContent, 'vmIds' | 'hostIds'> & {
  vms: readonly { vmId: string }[];
  hosts: readonly { hostId: string }[];
};

/** A rule that was read with `withPicked`, as people wrote it. */
export const contentOf = (rule: StoredRule): RuleContent => ({
  name: rule.name,
  kind: rule.kind,
  mode: rule.mode,
  vmIds: rule.vms.map(({ vmId }) => vmId),
  vmNames: rule.vmNames,
  vmTags: rule.vmTags,
  hostIds: rule.hosts.map(({ hostId }) => hostId),
  hostNames: rule.hostNames,
  hostTags: rule.hostTags,
});

/** Who is in a rule, for `membersOf`. */
export const choicesOf = (rule: RuleChoices): { vms: Choice; hosts: Choice } => ({
  vms: { picked: rule.vmIds, names: rule.vmNames, tags: rule.vmTags },
  hosts: { picked: rule.hostIds, names: rule.hostNames, tags: rule.hostTags },
});

const columnsOf = ({ name, kind, mode, ...rule }: RuleContent) => ({
  name,
  kind,
  mode,
  vmNames: [...rule.vmNames],
  vmTags: [...rule.vmTags],
  hostNames: [...rule.hostNames],
  hostTags: [...rule.hostTags],
});

/** Adds a rule. Throws the store's error if the cluster has one of that name. */
export async function insertRule(
  tx: Transaction,
  clusterId: string,
  rule: RuleContent,
): Promise<{ id: string }> {
  const { id } = await tx.rule.create({ data: { clusterId, ...columnsOf(rule) }, select: { id: true } });
  await insertPicked(tx, id, rule);
  return { id };
}

/** Writes a rule if nobody has written it since version `seen` was read; false if somebody has, or it is gone. */
export async function updateRule(
  tx: Transaction,
  id: string,
  rule: RuleContent,
  seen: number,
): Promise<boolean> {
  const data = { ...columnsOf(rule), version: { increment: 1 } };
  const { count } = await tx.rule.updateMany({ where: { id, version: seen }, data });
  if (count === 0) return false;
  await tx.ruleVm.deleteMany({ where: { ruleId: id } });
  await tx.ruleHost.deleteMany({ where: { ruleId: id } });
  await insertPicked(tx, id, rule);
  return true;
}

async function insertPicked(tx: Transaction, ruleId: string, { vmIds, hostIds }: RuleContent): Promise<void> {
  await tx.ruleVm.createMany({ data: vmIds.map((vmId) => ({ ruleId, vmId })) });
  await tx.ruleHost.createMany({ data: hostIds.map((hostId) => ({ ruleId, hostId })) });
}
