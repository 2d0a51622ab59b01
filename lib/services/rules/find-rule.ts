import type { Transaction } from '../../db/client.ts';
import { contentOf, type RuleContent, withPicked } from '../../db/rules.ts';
import { BallastError } from '../../model/errors.ts';

/** A rule with its cluster. Throws `rule-not-found`. */
export async function findRule(
  tx: Transaction,
  ruleId: string,
): Promise<{ clusterId: string; cluster: string; content: RuleContent }> {
  const rule = await tx.rule.findUnique({
    where: { id: ruleId },
    include: { ...withPicked, cluster: { select: { name: true } } },
  });
  if (!rule) throw new BallastError('rule-not-found', 'there is no such rule', { rule: ruleId });
  return { clusterId: rule.clusterId, cluster: rule.cluster.name, content: contentOf(rule) };
}
