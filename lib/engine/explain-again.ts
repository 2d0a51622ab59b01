import type { Plan, PlannedMove } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { present } from '../model/present.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { compileCluster } from './cluster/cluster.ts';
import { balanceReason, type Reason } from './explain.ts';
import { Tally } from './figures.ts';
import { gainsOf } from './gains.ts';

/** What comes from the loads; other reasons are a rule, another VM or a person's request, and those stay. */
const fromLoads: ReadonlySet<Reason['code']> = new Set([
  'cpu-overload',
  'memory-overload',
  'expected-overload',
  'even-load',
]);

/**
 * The moves of an earlier plan, with the reasons that the planner would give for them on this snapshot, each at its
 * position in the order, and the cluster's figures after each. Changed loads change the reason, possibly its kind.
 * VMs and hosts are in the snapshot.
 */
export function explainAgain(
  snapshot: Snapshot,
  policy: Policy,
  moves: readonly PlannedMove[],
): Plan['moves'] {
  const cluster = compileCluster(snapshot, policy);
  const tally = new Tally(cluster);
  const placed = moves.map((move) => ({
    move,
    vm: present(cluster.vmIndex.get(move.vmId), 'the VM of a move'),
    from: present(cluster.hostIndex.get(move.fromHostId), 'the source of a move'),
    to: present(cluster.hostIndex.get(move.toHostId), 'the destination of a move'),
  }));
  const gainOf = gainsOf(cluster, placed);
  return placed.map(({ move, vm, from, to }) => {
    const ordered = { vm, from, to, wave: move.wave, forVm: null };
    const reason = fromLoads.has(move.reason.code)
      ? balanceReason(cluster, ordered, tally, { repairedRule: null, gainOf })
      : move.reason;
    tally.move(vm, to);
    const { spread, peak } = tally.figures();
    return { ...move, reason, after: { spread, peak } };
  });
}
