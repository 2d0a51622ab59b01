import { clusterPolicy } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf, type NotReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Rejection } from '../../model/rejection.ts';
import type { Context } from '../../services/context.ts';
import { plannerOf } from '../../services/planning/plan-intent.ts';
import { readClusterState } from '../../services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../services/planning/snapshot-of.ts';
import { type ManagerRuleMembers, readManagerRules } from '../shared/read-manager-rules.ts';
import { type RuleMember, type RuleMembers, readRuleMembers } from '../shared/read-rule-members.ts';

export interface RuleRow extends RuleMembers {
  /** The VMs that break it now, with their hosts. */
  broken: (RuleMember & { hostId: string; host: string })[];
  /** The stopped VMs that would break it where they are. */
  whenStarted: RuleMember[];
  isContradicted: boolean; // by another rule, or it cannot be kept at all
}

/** A rule of the manager of the cluster, which is edited there. */
export interface ManagerRuleRow extends ManagerRuleMembers {
  broken: RuleRow['broken'];
}

export interface RulesPage {
  cluster: { id: string; name: string; notReady: NotReady | null; now: Date; hosts: number };
  rules: RuleRow[];
  managerRules: ManagerRuleRow[];
  contradictions: Rejection[];
  /** The waiting suggestion, if one of its moves repairs a rule, and the names of those rules. */
  repair: { planId: string; number: number; rules: string[] } | null;
  /** How many VMs are excluded from balancing, or only moved by hand. */
  levels: { excluded: number; manual: number };
}

/** The rules of a cluster, who is in each, and what is wrong with them now. Throws `cluster-not-found`. */
export async function readRules({
  ctx,
  input: { clusterId },
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<RulesPage> {
  assertAllowed(ctx.actor, 'read', { clusterId });
  if (!isId(clusterId))
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  const [state, rules, managerRules, repair, levels] = await Promise.all([
    readClusterState(ctx.db, clusterId),
    readRuleMembers(ctx, clusterId),
    readManagerRules(ctx, clusterId),
    readRepair(ctx, clusterId),
    ctx.db.vm.groupBy({
      by: ['automation'],
      where: { clusterId, missingSince: null },
      _count: true,
    }),
  ]);
  const clock = clockOf(state, ctx.clock.now());
  const judged = await plannerOf(ctx)('judgeRules', {
    snapshot: snapshotOf(state, clock.now),
    policy: clusterPolicy(state).values,
  });
  const hosts = new Map(state.hosts.map(({ id, name }) => [id, name]));
  const brokenBy = (rule: Pick<RuleMembers, 'id' | 'vms'>) =>
    membersIn(rule, judged.broken).map((vm) => ({ ...vm, host: hosts.get(vm.hostId) ?? '-' }));
  const named = new Set(judged.contradictions.flatMap(({ facts }) => [facts.rule, facts.otherRule]));
  const countOf = (level: string) => levels.find(({ automation }) => automation === level)?._count ?? 0;
  return {
    cluster: {
      id: state.id,
      name: state.name,
      notReady: clock.notReady,
      now: clock.now,
      hosts: state.hosts.length,
    },
    rules: rules.map((rule) => ({
      ...rule,
      broken: brokenBy(rule),
      whenStarted: membersIn(rule, judged.whenStarted),
      isContradicted: named.has(rule.content.name),
    })),
    managerRules: managerRules.map((rule) => ({ ...rule, broken: brokenBy(rule) })),
    contradictions: judged.contradictions,
    repair,
    levels: { excluded: countOf('excluded'), manual: countOf('manual') },
  };
}

/** The VMs of a rule that were found for it. */
function membersIn(
  { id, vms }: Pick<RuleMembers, 'id' | 'vms'>,
  found: readonly { ruleId: string; vmId: string }[],
): RuleMembers['vms'] {
  const ids = new Set(found.flatMap(({ ruleId, vmId }) => (ruleId === id ? [vmId] : [])));
  return vms.filter((vm) => ids.has(vm.id));
}

async function readRepair(ctx: Context, clusterId: string): Promise<RulesPage['repair']> {
  const plan = await ctx.db.plan.findFirst({
    where: { clusterId, state: 'suggested', expiresAt: { gt: ctx.clock.now() } },
    select: { id: true, number: true, moves: { select: { reason: true } } },
  });
  const rules = (plan?.moves ?? []).flatMap(({ reason }) =>
    reason.code === 'repair-rule' ? [String(reason.facts.rule)] : [],
  );
  return plan && rules.length > 0
    ? { planId: plan.id, number: plan.number, rules: [...new Set(rules)] }
    : null;
}
