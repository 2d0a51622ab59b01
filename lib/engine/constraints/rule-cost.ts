import type { Placement } from '../cluster/placement.ts';
import type { CompiledRule } from '../cluster/rules.ts';

/**
 * By how many VMs the rules of one mode would be broken more (or less, below zero) if the unit moved to the host.
 * Counts the rules that depend on other VMs, and `should` rules that name hosts; `must` rules that name hosts are
 * part of Permissions.
 */
export function brokenAfter(placement: Placement, unit: number, to: number, mode: 'must' | 'should'): number {
  const from = placement.hostOf[unit];
  if (from === to) return 0;
  let change = 0;
  for (const { rule, count } of placement.cluster.units[unit].rules) {
    const compiled = placement.cluster.rules[rule];
    if (compiled.rule.mode === mode) change += changeOf(placement, compiled, rule, count, from, to);
  }
  return change;
}

const beyond = (members: number, limit: number): number => Math.max(0, members - limit);

function changeOf(
  placement: Placement,
  compiled: CompiledRule,
  rule: number,
  count: number,
  from: number,
  to: number,
): number {
  const here = placement.membersAt(rule, from);
  const there = placement.membersAt(rule, to);
  switch (compiled.rule.kind) {
    case 'apart':
      return beyond(here - count, 1) - beyond(here, 1) + beyond(there + count, 1) - beyond(there, 1);
    case 'together':
      return (there === 0 ? 1 : 0) - (here === count ? 1 : 0);
    case 'onHosts':
      return count * (compiled.onRule[from] - compiled.onRule[to]);
    case 'notOnHosts':
      return count * (compiled.onRule[to] - compiled.onRule[from]);
    case 'spreadRacks': {
      const { rackOf } = placement.cluster;
      if (rackOf[from] === rackOf[to]) return 0;
      const { limit } = compiled;
      const left = rackOf[from] < 0 ? 0 : beyond(here - count, limit) - beyond(here, limit);
      const taken = rackOf[to] < 0 ? 0 : beyond(there + count, limit) - beyond(there, limit);
      return left + taken;
    }
  }
}
