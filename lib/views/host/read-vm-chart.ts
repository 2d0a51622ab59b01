import type { ClusterClock } from '../../model/cluster-clock.ts';
import type { Context } from '../../services/context.ts';
import { vmGroups } from '../series/measure-groups.ts';
import { type ChartChoice, type MeasureChart, readMeasureChart } from '../series/read-measure-chart.ts';

/** The chart of one VM: what it used, in cores, MiB and MiB/s. */
export function readVmChart(
  ctx: Context,
  input: { vmId: string; clock: ClusterClock; choice: ChartChoice },
): Promise<MeasureChart> {
  const { vmId, clock, choice } = input;
  return readMeasureChart({
    ctx,
    input: { kind: 'vm', objectId: vmId, clock, choice, groupsOfKind: vmGroups },
  });
}
