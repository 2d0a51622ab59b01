import type { Placement } from '../cluster/placement.ts';

/**
 * Sets of units: for each set, one unit must leave before this one may move to the host by the `must` rules between
 * VMs. None if that would not help: it may only join the VMs that it must stay with, or a rack has several too many.
 */
export function conflictsAt(placement: Placement, unit: number, host: number): number[][] {
  const { cluster } = placement;
  const all: number[] = [];
  let oneOf: number[] | null = null;
  for (const { rule, count } of cluster.units[unit].rules) {
    const compiled = cluster.rules[rule];
    if (!compiled.isMust) continue;
    const { kind } = compiled.rule;
    if (kind === 'together' && isParting(placement, rule, count, host)) return [];
    if (kind === 'apart') all.push(...unitsWhere(placement, compiled.members, unit, (at) => at === host));
    if (kind !== 'spreadRacks' || !fillsRack(placement, rule, count, unit, host)) continue;
    const rack = cluster.rackOf[host];
    // A second rack rule in conflict is found once the first is resolved.
    oneOf ??= unitsWhere(placement, compiled.members, unit, (at) => cluster.rackOf[at] === rack);
  }
  return (oneOf ?? [null]).map((one) => [...new Set(one === null ? all : [...all, one])]);
}

const isParting = (placement: Placement, rule: number, count: number, host: number): boolean =>
  count < placement.cluster.rules[rule].members.length && placement.membersAt(rule, host) === 0;

function fillsRack(placement: Placement, rule: number, count: number, unit: number, host: number): boolean {
  const { rackOf, rules } = placement.cluster;
  if (rackOf[host] < 0 || rackOf[host] === rackOf[placement.hostOf[unit]]) return false;
  return placement.membersAt(rule, host) + count > rules[rule].limit;
}

function unitsWhere(
  placement: Placement,
  members: Int32Array,
  except: number,
  isThere: (host: number) => boolean,
): number[] {
  const { unitOf } = placement.cluster;
  const units = new Set([...members].map((vm) => unitOf[vm]));
  return [...units].filter((unit) => unit !== except && isThere(placement.hostOf[unit]));
}
