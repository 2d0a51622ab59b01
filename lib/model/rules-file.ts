import { z } from 'zod';
import { RuleKind, RuleMode } from './snapshot.ts';
import { Automation } from './vm.ts';

/** The first field of the file, by which it is recognized (docs/rules.md). */
export const RULES_FORMAT = 'ballast-rules/1';

/** The largest file, in characters. */
export const MAX_RULES_FILE = 700_000;

/** A VM by the hypervisor's own identity, by its name, or both: the identity comes first. */
const VmRef = z.union([
  z
    .string()
    .min(1)
    .transform((name) => ({ uuid: null, name })),
  z
    .object({ uuid: z.string().min(1).nullish(), name: z.string().min(1).nullish() })
    .transform(({ uuid, name }) => ({ uuid: uuid ?? null, name: name ?? null })),
]);
export type VmRef = z.output<typeof VmRef>;

const texts = z.array(z.string()).default([]);

/** One rule of the file. What the fields of a rule may be is checked when it is added. */
export const RuleEntry = z.object({
  name: z.string(),
  kind: RuleKind,
  mode: RuleMode.default('must'),
  vms: z.array(VmRef).default([]),
  vmNames: texts,
  vmTags: texts,
  hosts: texts, // by name
  hostNames: texts,
  hostTags: texts,
});
export type RuleEntry = z.output<typeof RuleEntry>;

/** A VM that balancing does not treat as its cluster says. */
export const AutomationEntry = z.object({ vm: VmRef, level: Automation });
export type AutomationEntry = z.output<typeof AutomationEntry>;

/** The file around its entries, which are read one by one. */
export const RulesFile = z.object({
  format: z.literal(RULES_FORMAT),
  rules: z.array(z.unknown()).default([]),
  automation: z.array(z.unknown()).default([]),
});

export type RulesFile = z.output<typeof RulesFile>;

/** The file as it is written. */
export interface WrittenRulesFile {
  format: typeof RULES_FORMAT;
  cluster: string;
  rules: z.input<typeof RuleEntry>[];
  automation: z.input<typeof AutomationEntry>[];
}
