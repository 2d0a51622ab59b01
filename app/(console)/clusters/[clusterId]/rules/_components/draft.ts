import type { RuleKind, RuleMode } from '@/lib/model/snapshot';
import type { RuleInput } from '@/lib/services/rules/rule-input';
import type { RuleForm } from '@/lib/views/rules/read-rule';

/** One list of a rule as it is being edited: what is picked, and the texts of the two fields beside it. */
export interface DraftChoice {
  picked: readonly { id: string; name: string }[];
  names: string; // patterns, with commas between them
  tags: string;
}

export interface Draft {
  name: string;
  kind: RuleKind;
  mode: RuleMode;
  vms: DraftChoice;
  hosts: DraftChoice;
}

/** The kinds whose rules name hosts. */
export const namesHosts = (kind: RuleKind): boolean => kind === 'onHosts' || kind === 'notOnHosts';

/** The form as it opens. */
export function draftOf({ rule, pickedVms, hosts }: RuleForm): Draft {
  const content = rule?.content;
  const isPicked = new Set(content?.hostIds);
  const join = (texts: readonly string[] = []) => texts.join(', ');
  return {
    name: content?.name ?? '',
    kind: content?.kind ?? 'apart',
    mode: content?.mode ?? 'must',
    vms: { picked: pickedVms, names: join(content?.vmNames), tags: join(content?.vmTags) },
    hosts: {
      picked: hosts.filter(({ id }) => isPicked.has(id)),
      names: join(content?.hostNames),
      tags: join(content?.hostTags),
    },
  };
}

const split = (text: string): string[] =>
  text
    .split(/[,、\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** What is sent of it. */
export const inputOf = ({ name, kind, mode, vms, hosts }: Draft): RuleInput => ({
  name,
  kind,
  mode,
  vmIds: vms.picked.map(({ id }) => id),
  vmNames: split(vms.names),
  vmTags: split(vms.tags),
  hostIds: hosts.picked.map(({ id }) => id),
  hostNames: split(hosts.names),
  hostTags: split(hosts.tags),
});
