import type { Placement } from '../cluster/placement.ts';
import { brokenAfter } from '../constraints/rule-cost.ts';
import type { OrderedWaves } from '../waves/order-waves.ts';
import type { Search } from './search.ts';

/**
 * Leaves VMs on the host where they would only wait, if moving on gains less than one more migration costs. The
 * search does not know such detours: it counts the VMs that move, and only the order shows that one must move twice.
 */
export function shortenDetours(
  search: Search,
  ordered: OrderedWaves,
  orderOf: (placement: Placement) => OrderedWaves,
): OrderedWaves {
  const { placement } = search;
  const { unitOf } = placement.cluster;
  let best = ordered;
  for (const { vm, to } of ordered.moves.filter(({ forVm }) => forVm !== null)) {
    const unit = unitOf[vm];
    const end = placement.hostOf[unit];
    const isDetour = best.moves.filter((move) => move.vm === vm).length > 1;
    if (!isDetour || end === to || brokenAfter(placement, unit, to, 'should') > 0) continue;
    const before = search.measure.value;
    search.shift(unit, to);
    const isWorth = search.measure.value - before <= search.costs.ofUnit(unit);
    const shorter = isWorth ? orderOf(placement) : null;
    if (shorter?.stuck.length === 0 && shorter.moves.length < best.moves.length) best = shorter;
    else search.shift(unit, end);
  }
  return best;
}
