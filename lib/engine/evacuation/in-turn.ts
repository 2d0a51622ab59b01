import type { Cluster } from '../cluster/cluster.ts';
import { groupInTurn } from '../waves/fill-waves.ts';
import type { OrderedMove } from '../waves/ordered-move.ts';
import { Transit } from '../waves/transit.ts';
import type { SequenceStep } from './sequence-search.ts';

/**
 * The waves of a sequence whose steps are safe one by one. A VM that only waits somewhere does so for the next VM
 * that comes to its host.
 */
export function inTurn(cluster: Cluster, sequence: readonly SequenceStep[]): OrderedMove[] {
  const steps = sequence.flatMap(({ unit, from, to }, i) => {
    const later = sequence.slice(i + 1);
    const isLast = later.every((other) => other.unit !== unit);
    const isFromHome = cluster.units[unit].home === from;
    const next = later.find((other) => other.to === from && other.unit !== unit);
    const isWaiting = !(isLast && isFromHome);
    const forVm = isWaiting && next ? cluster.units[next.unit].members[0] : null;
    return [...cluster.units[unit].members].map((vm) => ({ vm, to, forVm }));
  });
  return groupInTurn(new Transit(cluster), steps, false);
}
