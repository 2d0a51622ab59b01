import type { Rejection } from '../model/rejection.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { CompiledRule } from './cluster/rules.ts';
import { type Refusal, refuse } from './constraints/constraint.ts';

/**
 * `must` rules that no placement can all keep, whatever the loads and whichever hosts are online. They are named, so
 * that a person can change one. Only contradictions that are cheap to find are reported, so an empty result does not
 * prove that all rules can be kept.
 */
export function contradictions(cluster: Cluster): Rejection[] {
  const musts = cluster.rules.filter(({ isMust }) => isMust);
  if (musts.length === 0) return [];
  const groups = ruledGroups(cluster, musts);
  return withoutRepeats([
    ...musts.flatMap((rule) => groups.flatMap((group) => partedGroup(cluster, musts, rule, group))),
    ...groups.flatMap((group) => groupWithoutHost(cluster, musts, group)),
    ...musts.flatMap((rule) => tooFewPlaces(cluster, rule)),
  ]);
}

/** The contradictions that concern any of these VMs, each reported for the first of them. */
export function contradictionsOf(cluster: Cluster, vms: readonly number[]): Rejection[] {
  if (vms.length === 0) return [];
  return contradictions(cluster).flatMap((found) => {
    const named = cluster.rules.filter(
      ({ name, isMust }) => isMust && (name === found.facts.rule || name === found.facts.otherRule),
    );
    const vm = vms.find((each) => named.some(({ members }) => members.includes(each)));
    return vm === undefined ? [] : [{ ...found, vmId: cluster.vms[vm].id }];
  });
}

/** VMs that must share a host (often a single one), with the `must` rules that name hosts for them. */
interface Group {
  vms: number[];
  hostRules: { rule: CompiledRule; vm: number }[];
}

/** The groups that some rule keeps together or names hosts for; others cannot have a contradiction on their own. */
function ruledGroups(cluster: Cluster, musts: readonly CompiledRule[]): Group[] {
  const ruled = new Set(
    musts.filter(({ rule }) => rule.kind !== 'apart').flatMap(({ members }) => [...members]),
  );
  const groups = new Map<number, Group>();
  for (const vm of [...ruled].sort((a, b) => a - b)) {
    const leader = cluster.togetherOf[vm];
    const group = groups.get(leader) ?? { vms: [], hostRules: [] };
    groups.set(leader, group);
    group.vms.push(vm);
    for (const rule of cluster.hostRulesOf[vm]) group.hostRules.push({ rule, vm });
  }
  return [...groups.values()];
}

const mayUse = ({ rule, onRule }: CompiledRule, host: number): boolean =>
  (rule.kind === 'onHosts') === (onRule[host] === 1);

/** The hosts that the rules leave, by number. */
const hostsLeft = (cluster: Cluster, rules: readonly CompiledRule[]): number[] =>
  [...cluster.hosts.keys()].filter((host) => rules.every((rule) => mayUse(rule, host)));

function clash(cluster: Cluster, vm: number, rule: CompiledRule, other: CompiledRule): Rejection {
  return about(cluster, vm, refuse('rules-contradict', { rule: rule.name, otherRule: other.name }));
}

const about = (cluster: Cluster, vm: number, refusal: Refusal): Rejection => ({
  vmId: cluster.vms[vm].id,
  ...refusal,
});

/** The `together` rule that joins the VMs: the first that has most of them. */
function joiner(musts: readonly CompiledRule[], vms: readonly number[]): CompiledRule | undefined {
  const size = ({ members }: CompiledRule) => vms.filter((vm) => members.includes(vm)).length;
  const joining = musts.filter((rule) => rule.rule.kind === 'together' && size(rule) > 0);
  return joining.sort((a, b) => size(b) - size(a)).at(0);
}

/** One rule keeps VMs together that another separates: on different hosts, or more on a rack than allowed. */
function partedGroup(
  cluster: Cluster,
  musts: readonly CompiledRule[],
  rule: CompiledRule,
  { vms }: Group,
): Rejection[] {
  const most = rule.rule.kind === 'apart' ? 1 : rule.rule.kind === 'spreadRacks' ? rule.limit : Infinity;
  if (vms.length <= most) return [];
  const shared = vms.filter((vm) => rule.members.includes(vm));
  if (shared.length <= most) return [];
  const together = joiner(musts, shared);
  return together ? [clash(cluster, shared[0], together, rule)] : [];
}

/** No host is left for a group: rules that name hosts exclude each other, or none of those hosts is large enough. */
function groupWithoutHost(cluster: Cluster, musts: readonly CompiledRule[], group: Group): Rejection[] {
  const { vms, hostRules } = group;
  if (vms.length === 1 && hostRules.length < 2) return [];
  const left = hostsLeft(
    cluster,
    hostRules.map(({ rule }) => rule),
  );
  const together = vms.length > 1 ? joiner(musts, vms) : undefined;
  if (left.length === 0) return excludingRules(cluster, together, group);
  if (!together) return [];
  const needsMiB = vms.reduce((sum, vm) => sum + cluster.heldMiB[vm], 0);
  const largest = (hosts: readonly number[]) => Math.max(...hosts.map((host) => cluster.memoryLimit[host]));
  if (needsMiB <= largest(left)) return [];
  const largestMiB = largest([...cluster.hosts.keys()]);
  const narrow = narrowest(cluster, hostRules);
  if (needsMiB > largestMiB || !narrow) {
    const facts = { rule: together.name, needsMiB: Math.ceil(needsMiB), largestMiB: Math.floor(largestMiB) };
    return [about(cluster, vms[0], refuse('group-too-large', facts))];
  }
  return [clash(cluster, vms[0], together, narrow.rule)];
}

/**
 * The two rules that leave no host: of one VM, or of two VMs that a third rule keeps together, which is reported with
 * each.
 */
function excludingRules(
  cluster: Cluster,
  together: CompiledRule | undefined,
  { hostRules }: Group,
): Rejection[] {
  for (const [i, a] of hostRules.entries()) {
    for (const b of hostRules.slice(i + 1)) {
      if (a.rule === b.rule || hostsLeft(cluster, [a.rule, b.rule]).length > 0) continue;
      const isOneVm = [...a.rule.members].some((vm) => b.rule.members.includes(vm));
      if (isOneVm || !together) return [clash(cluster, a.vm, a.rule, b.rule)];
      return [clash(cluster, a.vm, together, a.rule), clash(cluster, b.vm, together, b.rule)];
    }
  }
  // No two rules exclude each other, but all together do: the first, and the one that excludes the last host.
  const [first] = hostRules;
  const last = hostRules.findIndex(
    (_, i) =>
      hostsLeft(
        cluster,
        hostRules.slice(0, i + 1).map(({ rule }) => rule),
      ).length === 0,
  );
  const other = hostRules[last].rule;
  return other !== first.rule ? [clash(cluster, first.vm, first.rule, other)] : [];
}

function narrowest(cluster: Cluster, hostRules: Group['hostRules']): Group['hostRules'][number] | undefined {
  const width = ({ rule }: Group['hostRules'][number]) => hostsLeft(cluster, [rule]).length;
  return [...hostRules].sort((a, b) => width(a) - width(b)).at(0);
}

/** More VMs to keep apart than hosts that they may use, or more to spread than their racks may hold. */
function tooFewPlaces(cluster: Cluster, rule: CompiledRule): Rejection[] {
  if (rule.rule.kind !== 'apart' && rule.rule.kind !== 'spreadRacks') return [];
  const isApart = rule.rule.kind === 'apart';
  const leaders = new Map([...rule.members].map((vm) => [cluster.togetherOf[vm], vm]));
  if (isApart && leaders.size > cluster.hosts.length) {
    const facts = { rule: rule.name, needsHosts: leaders.size, hosts: cluster.hosts.length };
    return [about(cluster, rule.members[0], refuse('too-few-hosts', facts))];
  }
  const bound = (isApart ? [...leaders.values()] : [...rule.members])
    .map((vm) => ({ vm, hostRules: cluster.hostRulesOf[vm].map((found) => ({ rule: found, vm })) }))
    .filter(({ hostRules }) => hostRules.length > 0);
  const allowedHosts = bound.map(({ hostRules }) => {
    const hosts = hostsLeft(
      cluster,
      hostRules.map((found) => found.rule),
    );
    return isApart ? hosts : racksOf(cluster, hosts);
  });
  const tooMany = findOvercommitted(allowedHosts, isApart ? 1 : rule.limit);
  const narrow = narrowest(
    cluster,
    tooMany.flatMap((i) => bound[i].hostRules),
  );
  return narrow ? [clash(cluster, narrow.vm, rule, narrow.rule)] : [];
}

/** The racks of the hosts; a host without one counts as its own rack, which is never full. */
const racksOf = (cluster: Cluster, hosts: readonly number[]): number[] =>
  hosts.some((host) => cluster.rackOf[host] < 0)
    ? []
    : [...new Set(hosts.map((host) => cluster.rackOf[host]))];

/**
 * Items that cannot all get one of their allowed hosts, each of which takes `capacity` items: an item that is left
 * over, and those in its way (bipartite matching by augmenting paths). Empty if all fit; an item without allowed
 * hosts is skipped.
 */
function findOvercommitted(allowedHosts: readonly (readonly number[])[], capacity: number): number[] {
  const holders = new Map<number, number[]>();
  const put = (thing: number, seen: Set<number>, met: Set<number>): boolean => {
    met.add(thing);
    for (const allowed of allowedHosts[thing]) {
      if (seen.has(allowed)) continue;
      seen.add(allowed);
      const held = holders.get(allowed) ?? [];
      holders.set(allowed, held);
      if (held.length < capacity) {
        held.push(thing);
        return true;
      }
      const giving = held.findIndex((other) => put(other, seen, met));
      if (giving >= 0) {
        held[giving] = thing;
        return true;
      }
    }
    return false;
  };
  for (const [thing, own] of allowedHosts.entries()) {
    const met = new Set<number>();
    if (own.length > 0 && !put(thing, new Set(), met)) return [...met];
  }
  return [];
}

/** A pair of rules is reported once, however many VMs it concerns. */
function withoutRepeats(found: readonly Rejection[]): Rejection[] {
  const known = new Set<string>();
  return found.filter(({ code, facts }) => {
    const key = JSON.stringify([code, facts]);
    return !known.has(key) && known.add(key);
  });
}
