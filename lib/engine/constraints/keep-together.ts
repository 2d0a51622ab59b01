import { present } from '../../model/present.ts';
import { vmName } from '../cluster/cluster.ts';
import { type PlacedConstraint, refuse } from './constraint.ts';

/**
 * VMs of a `must` rule `together` leave a host together; a VM that is already separated may only join another one.
 */
export const keepTogether: PlacedConstraint = (placement, unit, host) => {
  const { cluster } = placement;
  for (const { rule, count } of cluster.units[unit].rules) {
    const compiled = cluster.rules[rule];
    if (compiled.rule.kind !== 'together' || !compiled.isMust) continue;
    if (count === compiled.members.length || placement.membersAt(rule, host) > 0) continue;
    const other = compiled.members.find((vm) => cluster.unitOf[vm] !== unit);
    const otherVm = vmName(cluster, present(other, 'a VM of the rule in another unit'));
    return refuse('keep-together', { rule: compiled.name, otherVm });
  }
  return null;
};
