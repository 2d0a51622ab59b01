import type { Transaction } from '../../db/client.ts';
import type { RuleContent } from '../../db/rules.ts';

/** So many names of a list are written out in the audit. */
const MAX_NAMES = 20;

/** The content of a rule for the audit: lists as text, with names in place of ids; null: nothing. */
export async function wordsOfRule(tx: Transaction, rule: RuleContent) {
  const names = { select: { name: true }, orderBy: { name: 'asc' } } as const;
  const vms = await tx.vm.findMany({ where: { id: { in: [...rule.vmIds] } }, ...names });
  const hosts = await tx.host.findMany({ where: { id: { in: [...rule.hostIds] } }, ...names });
  return {
    name: rule.name,
    kind: rule.kind,
    mode: rule.mode,
    vmIds: listOf(vms.map(({ name }) => name)),
    vmNames: listOf(rule.vmNames),
    vmTags: listOf(rule.vmTags),
    hostIds: listOf(hosts.map(({ name }) => name)),
    hostNames: listOf(rule.hostNames),
    hostTags: listOf(rule.hostTags),
  };
}

function listOf(texts: readonly string[]): string | null {
  if (texts.length === 0) return null;
  const rest = texts.length - MAX_NAMES;
  const shown = texts.slice(0, MAX_NAMES).join(', ');
  return rest > 0 ? `${shown} + ${rest}` : shown;
}
