import { present } from '../../model/present.ts';
import type { SnapshotHost, SnapshotRule, SnapshotVm } from '../../model/snapshot.ts';

/** A rule with its VMs and hosts as numbers. */
export interface CompiledRule {
  readonly rule: SnapshotRule;
  readonly name: string;
  readonly isMust: boolean;
  readonly members: Int32Array; // those that it binds: see compileCluster
  readonly onRule: Uint8Array; // for each host: 1 if the rule names it
  readonly limit: number; // spreadRacks: the most members in a rack
}

/**
 * VMs that move as one: those that a `must` rule keeps together, if they share a host; otherwise a single VM. `rules`
 * are those that depend on the hosts of others, with the number of this unit's VMs in each.
 */
export interface Unit {
  readonly members: Int32Array;
  readonly home: number;
  readonly rules: readonly { readonly rule: number; readonly count: number }[];
  readonly pooled: readonly PooledMemory[];
}

/** Memory in huge pages: which of the cluster's page sizes, and how much of that pool. */
export interface PooledMemory {
  readonly pool: number;
  readonly heldMiB: number;
}

interface Numbering {
  hosts: readonly SnapshotHost[];
  vms: readonly SnapshotVm[];
  hostIndex: ReadonlyMap<string, number>;
  vmIndex: ReadonlyMap<string, number>;
  rackOf: Int32Array;
  isBound: (vm: SnapshotVm) => boolean;
}

export function compileRules(rules: readonly SnapshotRule[], numbering: Numbering): CompiledRule[] {
  const onlineRacks = new Set(
    numbering.hosts.flatMap((host) => (host.state === 'online' ? (host.rack ?? []) : [])),
  );
  return rules.map((rule) => {
    const listed = [...new Set(rule.vmIds)].flatMap((id) => numbering.vmIndex.get(id) ?? []);
    const members = listed.filter((vm) => numbering.isBound(numbering.vms[vm]));
    const onRule = new Uint8Array(numbering.hosts.length);
    for (const id of rule.hostIds) onRule[present(numbering.hostIndex.get(id), 'the host of a rule')] = 1;
    return {
      rule,
      name: rule.name ?? rule.id,
      isMust: rule.mode === 'must',
      members: Int32Array.from(members.sort((a, b) => a - b)),
      onRule,
      limit: Math.ceil(listed.length / onlineRacks.size), // Infinity without a rack: no limit
    };
  });
}

/**
 * Joins the VMs that must stay together and share a host; every other VM is its own unit. `togetherOf` is, for each
 * VM, the first of those that it must stay with, on whatever host.
 */
export function formUnits(
  rules: readonly CompiledRule[],
  homeOf: Int32Array,
  pooled: readonly (PooledMemory | null)[],
): { units: Unit[]; unitOf: Int32Array; togetherOf: Int32Array } {
  const leader = joinTogether(rules, homeOf.length);
  const groups = new Map<number, number[]>();
  homeOf.forEach((_, vm) => {
    const group = groups.get(leader[vm]);
    if (group) group.push(vm);
    else groups.set(leader[vm], [vm]);
  });
  const unitOf = new Int32Array(homeOf.length);
  const units: Unit[] = [];
  const rulesOf = rulesByVm(rules, homeOf.length, (rule) => !isFixed(rule));
  for (const group of groups.values()) {
    const isSplit = group.some((vm) => homeOf[vm] !== homeOf[group[0]]);
    for (const members of isSplit ? group.map((vm) => [vm]) : [group]) {
      for (const vm of members) unitOf[vm] = units.length;
      units.push({
        members: Int32Array.from(members),
        home: homeOf[members[0]],
        rules: countRules(members, rulesOf),
        pooled: sumPools(members, pooled),
      });
    }
  }
  return { units, unitOf, togetherOf: leader };
}

/** For each VM the first VM of the group that it must stay with (union-find over the `together` rules). */
function joinTogether(rules: readonly CompiledRule[], vmCount: number): Int32Array {
  const parent = Int32Array.from({ length: vmCount }, (_, vm) => vm);
  const rootOf = (vm: number): number => {
    let root = vm;
    while (parent[root] !== root) root = parent[root];
    return root;
  };
  for (const { rule, isMust, members } of rules) {
    if (rule.kind !== 'together' || !isMust) continue;
    for (const vm of members) {
      const [a, b] = [rootOf(members[0]), rootOf(vm)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return parent.map((_, vm) => rootOf(vm));
}

/** A `must` rule that names hosts: its result does not depend on the other VMs. */
const isFixed = (rule: CompiledRule): boolean =>
  rule.isMust && (rule.rule.kind === 'onHosts' || rule.rule.kind === 'notOnHosts');

/** For each VM the `must` rules that name hosts for it. */
export function hostRulesByVm(rules: readonly CompiledRule[], vmCount: number): CompiledRule[][] {
  return rulesByVm(rules, vmCount, isFixed).map((list) => list.map((rule) => rules[rule]));
}

function rulesByVm(
  rules: readonly CompiledRule[],
  vmCount: number,
  isWanted: (rule: CompiledRule) => boolean,
): number[][] {
  const rulesOf: number[][] = Array.from({ length: vmCount }, () => []);
  rules.forEach((rule, i) => {
    if (!isWanted(rule)) return;
    for (const vm of rule.members) rulesOf[vm].push(i);
  });
  return rulesOf;
}

function countRules(members: readonly number[], rulesOf: readonly number[][]): Unit['rules'] {
  const counts = new Map<number, number>();
  for (const vm of members) {
    for (const rule of rulesOf[vm]) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => a.rule - b.rule);
}

function sumPools(members: readonly number[], pooled: readonly (PooledMemory | null)[]): PooledMemory[] {
  const sums = new Map<number, number>();
  for (const vm of members) {
    const found = pooled[vm];
    if (found) sums.set(found.pool, (sums.get(found.pool) ?? 0) + found.heldMiB);
  }
  return [...sums].map(([pool, heldMiB]) => ({ pool, heldMiB }));
}
