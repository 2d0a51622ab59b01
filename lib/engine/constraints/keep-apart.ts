import { present } from '../../model/present.ts';
import { vmName } from '../cluster/cluster.ts';
import type { Placement } from '../cluster/placement.ts';
import { type PlacedConstraint, refuse } from './constraint.ts';

/** No two VMs of a `must` rule `apart` share a host. A VM that already does may leave. */
export const keepApart: PlacedConstraint = (placement, unit, host) => {
  const { cluster } = placement;
  for (const { rule } of cluster.units[unit].rules) {
    const compiled = cluster.rules[rule];
    if (compiled.rule.kind !== 'apart' || !compiled.isMust) continue;
    if (placement.hostOf[unit] !== host && placement.membersAt(rule, host) > 0) {
      const otherVm = vmName(cluster, firstMemberAt(placement, rule, host));
      return refuse('keep-apart', { rule: compiled.name, otherVm });
    }
  }
  return null;
};

/** The first VM of a rule, by id, of those that are on the host. */
function firstMemberAt(placement: Placement, rule: number, host: number): number {
  const found = placement.cluster.rules[rule].members.find((vm) => placement.hostOfVm(vm) === host);
  return present(found, 'a VM of the rule on the host');
}
