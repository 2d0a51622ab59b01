import type { Policy } from '../model/policy.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type BrokenWhenStarted, brokenWhenStarted } from './broken-when-started.ts';
import { type Cluster, compileCluster } from './cluster/cluster.ts';
import type { CompiledRule } from './cluster/rules.ts';
import { isBrokenFor } from './constraints/rule-state.ts';
import { contradictions } from './contradictions.ts';

/** A VM that breaks a rule where it is. Of a rule about several VMs, each of those that it concerns. */
export interface BrokenRule {
  ruleId: string;
  vmId: string;
}

export interface RuleJudgement {
  contradictions: Rejection[]; // `must` rules that no placement can all keep; facts name them
  broken: BrokenRule[]; // now, also of `should` rules; in the order of the rules and their VMs
  whenStarted: BrokenWhenStarted[]; // by stopped VMs, once they start where they are
}

/**
 * What is to be said of the rules of a cluster as it is, whatever a plan would do about them. Rules bind running and
 * paused VMs on online hosts. Pure; throws nothing for a parsed snapshot and policy.
 */
export function judgeRules(snapshot: Snapshot, policy: Policy): RuleJudgement {
  const cluster = compileCluster(snapshot, policy);
  return {
    contradictions: contradictions(cluster),
    broken: [...cluster.rules].flatMap((rule) => brokenIn(cluster, rule)),
    whenStarted: brokenWhenStarted(snapshot),
  };
}

const brokenIn = (cluster: Cluster, rule: CompiledRule): BrokenRule[] =>
  [...rule.members]
    .filter((vm) => isBrokenFor(cluster, rule, vm, (other) => cluster.homeOf[other]))
    .map((vm) => ({ ruleId: rule.rule.id, vmId: cluster.vms[vm].id }));
