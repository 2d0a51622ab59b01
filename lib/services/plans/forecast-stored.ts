import { clusterPolicy } from '../../db/policies.ts';
import type { RunForecast } from '../../engine/forecast/forecast-run.ts';
import type { PlanState } from '../../model/plan.ts';
import type { OrderPatch, Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { MoveKind } from '../../model/vm.ts';
import { forecastColumns, forecastPlan, type LimitedCluster } from '../forecasts/forecast-plan.ts';
import { withAsked } from '../planning/with-asked.ts';

export interface StoredPlan<More = object> {
  state: PlanState;
  snapshot: Snapshot;
  policy: Policy;
  cluster: LimitedCluster;
  moves: readonly (StoredMove & More)[];
}

/** The id of a VM that was deleted: no VM of a snapshot has it. */
const GONE_VM_ID = '';

interface StoredMove {
  vmId: string | null;
  fromHostId: string;
  toHostId: string;
  kind: MoveKind;
  predictedSeconds: number;
  predictedDowntimeMs: number;
}

export interface StoredForecast {
  snapshot: Snapshot;
  policy: Policy; // including its options
  forecast: RunForecast;
  /** The values that the rows of the moves should have, in order; null: they are up to date. */
  columns: ReturnType<typeof forecastColumns>[] | null;
}

/**
 * The forecast of a stored plan's moves, on the snapshot that it was made on. While it waits, it is the forecast of
 * an approval now (with the current options of the cluster, overridden by those requested). Once decided, it is the
 * forecast at that time.
 */
export function forecastStored(plan: StoredPlan, asked: OrderPatch): StoredForecast {
  const { snapshot, policy: made } = plan;
  const moves = plan.moves.map((move) => ({ ...move, vmId: move.vmId ?? GONE_VM_ID }));
  const { targetPauseMs, bandwidthCapMiBps } = clusterPolicy(plan.cluster, asked).values;
  const isAsMade =
    targetPauseMs === made.targetPauseMs &&
    bandwidthCapMiBps === made.bandwidthCapMiBps &&
    asked.targetPauseMs === undefined; // it overrides those of VMs
  if (plan.state !== 'suggested' || isAsMade) {
    const forecast = forecastPlan(plan.cluster, snapshot, made, moves);
    return { snapshot, policy: made, forecast, columns: null };
  }
  const policy = { ...made, targetPauseMs, bandwidthCapMiBps };
  const forecast = forecastPlan(plan.cluster, withAsked(snapshot, asked), policy, moves);
  const columns = moves.map(({ predictedSeconds, predictedDowntimeMs }, index) =>
    forecastColumns(forecast.moves[index], { seconds: predictedSeconds, downtimeMs: predictedDowntimeMs }),
  );
  return { snapshot, policy, forecast, columns };
}
