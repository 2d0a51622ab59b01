import type { AskedKind } from '../model/intent.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import { present } from '../model/present.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { compileCluster, routeIn } from './cluster/cluster.ts';
import { tieAgainst } from './constraints/ties.ts';
import { predictMove } from './forecast/predict-move.ts';

/**
 * The plan with the kind of move that a person chose for each VM that is not stopped, if no tie forbids it, with new
 * forecasts. `kindOf`: by the id of the VM; null: as planned.
 */
export function withKinds(
  snapshot: Snapshot,
  policy: Policy,
  plan: Plan,
  kindOf: (vmId: string) => AskedKind | null,
): Plan {
  const cluster = compileCluster(snapshot, policy);
  const moves = plan.moves.map((move) => {
    const vm = cluster.vms[present(cluster.vmIndex.get(move.vmId), 'the VM of a move')];
    const kind = kindOf(move.vmId);
    if (kind === null || move.kind === 'offline' || tieAgainst(vm, kind)) return move;
    const from = cluster.hosts[present(cluster.hostIndex.get(move.fromHostId), 'the source of a move')];
    const to = cluster.hosts[present(cluster.hostIndex.get(move.toHostId), 'the destination of a move')];
    const { seconds, downtimeMs } = predictMove(vm, kind, routeIn(cluster, from, to));
    const predicted = { seconds: Math.round(seconds * 10) / 10, downtimeMs: Math.round(downtimeMs) };
    return { ...move, kind, predicted };
  });
  return { ...plan, moves };
}
