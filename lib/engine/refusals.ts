import type { Placement } from './cluster/placement.ts';
import type { Refusal } from './constraints/constraint.ts';
import { balancePlacedRules, firstFixedRefusal, fixedRules, placedRules } from './constraints/tables.ts';

/** The first hard rule that keeps a VM (with those that must stay with it) from a host; null if it may move there. */
export function whyNotTo(placement: Placement, vm: number, host: number): Refusal | null {
  const { cluster } = placement;
  const unit = cluster.unitOf[vm];
  const members = [vm, ...cluster.units[unit].members.filter((other) => other !== vm)];
  for (const member of members) {
    const refusal = firstFixedRefusal(fixedRules, cluster, member, host);
    if (refusal) return refusal;
  }
  for (const rule of placedRules) {
    const refusal = rule(placement, unit, host);
    if (refusal) return refusal;
  }
  return null;
}

/** What balancing would refuse but a person may decide otherwise: the thresholds. */
export function warningsTo(placement: Placement, vm: number, host: number): Refusal[] {
  return balancePlacedRules.flatMap((rule) => rule(placement, placement.cluster.unitOf[vm], host) ?? []);
}
