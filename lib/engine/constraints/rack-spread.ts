import { type PlacedConstraint, refuse } from './constraint.ts';

/** No rack holds more VMs of a `must` rule `spreadRacks` than an even spread over the racks with an online host needs. */
export const rackSpread: PlacedConstraint = (placement, unit, host) => {
  const { cluster } = placement;
  const rack = cluster.rackOf[host];
  const from = placement.hostOf[unit];
  const isThere = rack === cluster.rackOf[from];
  if (rack < 0 || (isThere && cluster.isOnline[from])) return null;
  for (const { rule, count } of cluster.units[unit].rules) {
    const compiled = cluster.rules[rule];
    if (compiled.rule.kind !== 'spreadRacks' || !compiled.isMust) continue;
    if (placement.membersAt(rule, host) + (isThere ? 0 : count) > compiled.limit) {
      return refuse('rack-full', {
        rule: compiled.name,
        rack: cluster.rackNames[rack],
        limit: compiled.limit,
      });
    }
  }
  return null;
};
