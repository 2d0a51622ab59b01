import type { Rejection } from '../model/rejection.ts';
import { type Cluster, vmName } from './cluster.ts';
import { refuse } from './constraints/constraint.ts';
import type { CompiledRule } from './rules.ts';

/** The name of the first `must` rule, by id, that is broken where the VM is in the snapshot; null when all hold. */
export function firstBrokenRule(cluster: Cluster, vm: number): string | null {
  const broken = cluster.rules.find(
    (rule) => rule.isMust && rule.members.includes(vm) && isBrokenFor(cluster, rule, vm),
  );
  return broken?.name ?? null;
}

function isBrokenFor(cluster: Cluster, { rule, members, onRule, limit }: CompiledRule, vm: number): boolean {
  const home = cluster.homeOf[vm] as number;
  const others = members.filter((other) => other !== vm);
  switch (rule.kind) {
    case 'together':
      return others.some((other) => cluster.homeOf[other] !== home);
    case 'apart':
      return others.some((other) => cluster.homeOf[other] === home);
    case 'onHosts':
      return !onRule[home];
    case 'notOnHosts':
      return onRule[home] === 1;
    case 'spreadRacks': {
      const rack = cluster.rackOf[home];
      return (
        rack !== -1 &&
        members.filter((other) => cluster.rackOf[cluster.homeOf[other] as number] === rack).length > limit
      );
    }
  }
}

/** Pairs of `must` rules that no placement can keep both of: named, so that a person can change one. */
export function contradictions(cluster: Cluster): Rejection[] {
  const musts = cluster.rules.filter(({ isMust }) => isMust);
  const found: Rejection[] = [];
  for (const [i, a] of musts.entries()) {
    for (const b of musts.slice(i + 1)) {
      const vm = contradictoryVm(cluster, a, b);
      if (vm === null) continue;
      found.push({
        vmId: cluster.vms[vm]?.id ?? vmName(cluster, vm),
        ...refuse('rules-contradict', { rule: a.name, otherRule: b.name }),
      });
    }
  }
  return found;
}

const namesHosts = ({ rule }: CompiledRule): boolean => rule.kind === 'onHosts' || rule.kind === 'notOnHosts';

/** Only together with apart, or two that name hosts, can be at odds by themselves. */
const mayContradict = (a: CompiledRule, b: CompiledRule): boolean =>
  (namesHosts(a) && namesHosts(b)) ||
  (a.rule.kind === 'together' && b.rule.kind === 'apart') ||
  (a.rule.kind === 'apart' && b.rule.kind === 'together');

/** A VM that the two rules pull apart; null when they can both be kept, as far as two rules alone tell. */
function contradictoryVm(cluster: Cluster, a: CompiledRule, b: CompiledRule): number | null {
  if (!mayContradict(a, b)) return null;
  const groups = new Set([...a.members].map((vm) => cluster.togetherOf[vm] as number));
  const shared = b.members.filter((vm) => groups.has(cluster.togetherOf[vm] as number));
  const [first] = shared;
  if (first === undefined) return null;
  const kinds = new Set([a.rule.kind, b.rule.kind]);
  if (kinds.has('together') && kinds.has('apart')) {
    const apart = a.rule.kind === 'apart' ? a : b;
    const seen = new Set<number>();
    for (const vm of apart.members) {
      const group = cluster.togetherOf[vm] as number;
      if (seen.has(group) && groups.has(group)) return vm;
      seen.add(group);
    }
    return null;
  }
  const [hostsA, hostsB] = [hostsOf(a), hostsOf(b)];
  if (hostsA === null || hostsB === null) return null;
  return hostsA.some((may, host) => may && hostsB[host]) ? null : first;
}

/** The hosts that a rule leaves to its VMs; null for rules that name none. */
function hostsOf({ rule, onRule }: CompiledRule): boolean[] | null {
  if (rule.kind === 'onHosts') return [...onRule].map((named) => named === 1);
  if (rule.kind === 'notOnHosts') return [...onRule].map((named) => named === 0);
  return null;
}
