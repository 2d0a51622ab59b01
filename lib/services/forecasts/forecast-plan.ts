import { type ClusterPolicies, clusterPolicy } from '../../db/policies.ts';
import { forecastRun, type RunForecast } from '../../engine/forecast/forecast-run.ts';
import { type ForecastBasis, MoveForecast } from '../../model/move-forecast.ts';
import type { PlannedMove, Prediction } from '../../model/plan.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** The limits of a run, from the rows of a cluster and its hosts. */
export interface LimitedCluster extends ClusterPolicies {
  hosts: readonly { id: string; migrationNetwork: string | null }[];
}

/** The forecast of these moves as one run of this cluster, using what its finished migrations taught. */
export function forecastPlan(
  cluster: LimitedCluster,
  snapshot: Snapshot,
  policy: Policy,
  moves: readonly Pick<PlannedMove, 'vmId' | 'fromHostId' | 'toHostId' | 'kind'>[],
): RunForecast {
  const { movesPerCluster, movesPerNetwork } = clusterPolicy(cluster).values;
  const networks = new Map(cluster.hosts.map((host) => [host.id, host.migrationNetwork]));
  const networkOf = (hostId: string) => networks.get(hostId) ?? null;
  return forecastRun(snapshot, policy, moves, { movesPerCluster, movesPerNetwork, networkOf });
}

/** The forecast of a move as it is stored in its row: within its run, beside the other moves. */
export function forecastColumns(expected: MoveForecast | undefined, alone: Prediction) {
  const stored = expected ? MoveForecast.parse(expected) : null; // without the other figures of the engine
  return {
    predictedSeconds: stored?.seconds ?? alone.seconds,
    predictedDowntimeMs: stored?.downtimeMs ?? alone.downtimeMs,
    ...(stored ? { forecast: stored } : {}),
  };
}

/** The forecast of a whole run, for a page that shows it before approval. */
export interface RunOutlookView {
  seconds: number; // from its start until its last move has ended
  transferredMiB: number;
  basis: ForecastBasis; // of the move about which least is known
}

const fromBest: readonly ForecastBasis[] = ['learned', 'cluster', 'assumed'];

export function viewRunForecast({ seconds, transferredMiB, moves }: RunForecast): RunOutlookView {
  const worst = Math.max(0, ...moves.map(({ basis }) => fromBest.indexOf(basis)));
  return { seconds, transferredMiB, basis: fromBest[worst] ?? 'assumed' };
}
