import { z } from 'zod';
import { MAX_PATTERN_LENGTH, patternProblem } from '../../model/name-pattern.ts';
import { RuleKind, RuleMode } from '../../model/snapshot.ts';
import { isTag, MAX_TAG_LENGTH } from '../../model/tag.ts';

export const MAX_RULE_NAME = 80;
const MAX_PICKED = 10_000;
const MAX_TEXTS = 50; // patterns, or tags, of one rule

const ids = z.array(z.uuid()).max(MAX_PICKED).default([]);

/** A list of short texts: blank ones are left out, and the first problem is of the whole list, which is one field. */
const texts = (length: number, problemOf: (text: string) => string | null) =>
  z
    .array(z.string().max(4 * length))
    .max(MAX_TEXTS)
    .default([])
    .transform((list) => [...new Set(list.map((text) => text.trim()).filter((text) => text !== ''))])
    .superRefine((list, ctx) => {
      const problem = list.map(problemOf).find((found) => found !== null);
      if (problem) ctx.addIssue({ code: 'custom', message: problem, params: { problem } });
    });

const patterns = texts(MAX_PATTERN_LENGTH, (text) => {
  const problem = patternProblem(text);
  return problem && `pattern-${problem}`;
});
const tags = texts(MAX_TAG_LENGTH, (text) => (isTag(text.toLowerCase()) ? null : 'tag')).transform((list) =>
  list.map((tag) => tag.toLowerCase()),
);

/** What a rule needs, by its kind. */
const needsHosts: Record<RuleKind, boolean> = {
  together: false,
  apart: false,
  onHosts: true,
  notOnHosts: true,
  spreadRacks: false,
};

/** A rule as people write it. Hosts of a kind that names none are left out. */
export const RuleInput = z
  .object({
    name: z.string().trim().min(1).max(MAX_RULE_NAME),
    kind: RuleKind,
    mode: RuleMode,
    vmIds: ids,
    vmNames: patterns,
    vmTags: tags,
    hostIds: ids,
    hostNames: patterns,
    hostTags: tags,
  })
  .transform((rule) => (needsHosts[rule.kind] ? rule : { ...rule, hostIds: [], hostNames: [], hostTags: [] }))
  .superRefine((rule, ctx) => {
    const require = (field: string, problem: string) =>
      ctx.addIssue({ code: 'custom', path: [field], message: problem, params: { problem } });
    const matchesVms = rule.vmNames.length + rule.vmTags.length > 0;
    if (!matchesVms && rule.vmIds.length === 0) require('vmIds', 'no-vms');
    else if (!matchesVms && !needsHosts[rule.kind] && new Set(rule.vmIds).size < 2)
      require('vmIds', 'one-vm');
    const hosts = rule.hostIds.length + rule.hostNames.length + rule.hostTags.length;
    if (needsHosts[rule.kind] && hosts === 0) require('hostIds', 'no-hosts');
  });
export type RuleInput = z.input<typeof RuleInput>;
export type RuleValues = z.output<typeof RuleInput>;
