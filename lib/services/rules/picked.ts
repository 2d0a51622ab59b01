import type { Transaction } from '../../db/client.ts';
import { BallastError } from '../../model/errors.ts';
import type { RuleValues } from './rule-input.ts';

/**
 * The rule with those picked VMs and hosts that the cluster still has, each once: one that disappeared while somebody
 * was editing is no member any more. Throws `vm-not-found` or `host-not-found` if that leaves a rule of picked ones empty.
 */
export async function withExisting(
  tx: Transaction,
  clusterId: string,
  rule: RuleValues,
): Promise<RuleValues> {
  const vms = await tx.vm.findMany({ where: { clusterId, id: { in: rule.vmIds } }, select: { id: true } });
  const hosts = await tx.host.findMany({
    where: { clusterId, id: { in: rule.hostIds } },
    select: { id: true },
  });
  const matches = (...lists: string[][]) => lists.some((list) => list.length > 0);
  if (rule.vmIds.length > 0 && vms.length === 0 && !matches(rule.vmNames, rule.vmTags))
    throw new BallastError('vm-not-found', 'none of these VMs exists any more', { rule: rule.name });
  if (rule.hostIds.length > 0 && hosts.length === 0 && !matches(rule.hostNames, rule.hostTags))
    throw new BallastError('host-not-found', 'none of these hosts exists any more', { rule: rule.name });
  return { ...rule, vmIds: vms.map(({ id }) => id), hostIds: hosts.map(({ id }) => id) };
}

/** The cluster has a rule of this name already. */
export function nameTaken(rule: string): BallastError {
  return new BallastError('rule-name-taken', `the cluster has a rule ${rule} already`, { rule });
}
