import { z } from 'zod';
import { clusterPolicy } from '../../db/policies.ts';
import { choicesOf } from '../../db/rules.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf } from '../../model/cluster-clock.ts';
import { byName } from '../../model/compare-names.ts';
import type { Rejection } from '../../model/rejection.ts';
import { membersOf } from '../../model/rule-members.ts';
import type { SnapshotRule } from '../../model/snapshot.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';
import { plannerOf } from '../../services/planning/plan-intent.ts';
import { readClusterState } from '../../services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../services/planning/snapshot-of.ts';
import { RuleInput } from '../../services/rules/rule-input.ts';

/** So many members are named; the others are counted. */
const MAX_NAMED = 200;

export const JudgeDraftInput = z.object({
  clusterId: z.uuid(),
  ruleId: z.uuid().nullable(), // null: a new one
  rule: RuleInput,
});
export type JudgeDraftInput = z.input<typeof JudgeDraftInput>;

/** What a rule would mean if it were saved as it is. */
export interface DraftOutlook {
  vms: { count: number; named: { id: string; name: string }[] };
  hosts: { count: number; named: { id: string; name: string }[] };
  contradictions: Rejection[]; // those that name the rule
  broken: { vm: string; host: string }[]; // now
}

/**
 * The members of a rule that is being edited, the rules that it contradicts, and who breaks it now. Nothing is stored.
 * Throws `invalid-input` for a rule that could not be saved, and `cluster-not-found`.
 */
export async function judgeDraft({ ctx, input }: { ctx: Context; input: unknown }): Promise<DraftOutlook> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { clusterId, ruleId, rule } = parseInput(JudgeDraftInput, input);
  assertAllowed(ctx.actor, 'read', { clusterId });
  const state = await readClusterState(ctx.db, clusterId);
  const seen = state.vms.filter(({ missingSince }) => missingSince === null);
  const choices = choicesOf(rule);
  const vms = membersOf(choices.vms, seen).toSorted(byName);
  const hosts = membersOf(choices.hosts, state.hosts).toSorted(byName);
  const snapshot = snapshotOf(state, clockOf(state, ctx.clock.now()).now);
  const known = { vms: idsOf(snapshot.vms), hosts: idsOf(snapshot.hosts) };
  const draft: SnapshotRule = {
    id: ruleId ?? 'draft',
    name: rule.name,
    kind: rule.kind,
    mode: rule.mode,
    vmIds: vms.flatMap(({ id }) => (known.vms.has(id) ? [id] : [])),
    hostIds: hosts.flatMap(({ id }) => (known.hosts.has(id) ? [id] : [])),
  };
  const others = snapshot.rules.filter(({ id }) => id !== ruleId);
  const judged = await plannerOf(ctx)('judgeRules', {
    snapshot: { ...snapshot, rules: [...others, draft] },
    policy: clusterPolicy(state).values,
  });
  const hostNames = new Map(state.hosts.map(({ id, name }) => [id, name]));
  const broken = new Set(judged.broken.flatMap((found) => (found.ruleId === draft.id ? [found.vmId] : [])));
  return {
    vms: named(vms),
    hosts: named(hosts),
    contradictions: judged.contradictions.filter(({ facts }) =>
      [facts.rule, facts.otherRule].includes(rule.name),
    ),
    broken: vms
      .filter(({ id }) => broken.has(id))
      .slice(0, MAX_NAMED)
      .map(({ name, hostId }) => ({ vm: name, host: hostNames.get(hostId) ?? '-' })),
  };
}

const idsOf = (things: readonly { id: string }[]): Set<string> => new Set(things.map(({ id }) => id));

const named = (things: readonly { id: string; name: string }[]) => ({
  count: things.length,
  named: things.slice(0, MAX_NAMED).map(({ id, name }) => ({ id, name })),
});
