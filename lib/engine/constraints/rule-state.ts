import type { Cluster } from '../cluster/cluster.ts';
import type { CompiledRule } from '../cluster/rules.ts';

/** The name of the first `must` rule, by id, that is broken for the VM in the snapshot; null if all hold. */
export function firstBrokenRule(cluster: Cluster, vm: number): string | null {
  const broken = cluster.rules.find(
    (rule) =>
      rule.isMust &&
      rule.members.includes(vm) &&
      isBrokenFor(cluster, rule, vm, (other) => cluster.homeOf[other]),
  );
  return broken?.name ?? null;
}

/** Whether the rule forbids the VM's host, with every VM on the host in `hostOf`. */
export function isBrokenFor(
  cluster: Cluster,
  { rule, members, onRule, limit }: CompiledRule,
  vm: number,
  hostOf: (vm: number) => number,
): boolean {
  const home = hostOf(vm);
  switch (rule.kind) {
    case 'together':
      return members.some((other) => hostOf(other) !== home);
    case 'apart':
      return members.some((other) => other !== vm && hostOf(other) === home);
    case 'onHosts':
      return !onRule[home];
    case 'notOnHosts':
      return onRule[home] === 1;
    case 'spreadRacks': {
      const rack = cluster.rackOf[home];
      return rack !== -1 && members.filter((other) => cluster.rackOf[hostOf(other)] === rack).length > limit;
    }
  }
}
