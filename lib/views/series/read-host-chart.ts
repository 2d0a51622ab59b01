import { type ClusterTimes, clockOf } from '../../model/cluster-clock.ts';
import type { Context } from '../../services/context.ts';
import { hostGroups } from './measure-groups.ts';
import {
  type ChartChoice,
  type MeasureChart,
  readMeasureChart,
  windowOfChoice,
} from './read-measure-chart.ts';

/** A VM that arrived on the host or left it. */
export interface HostMove {
  id: string;
  at: number; // ms
  vm: string;
  direction: 'in' | 'out';
}

/** A host's measures over a window, with the migrations to and from it. */
export interface HostChart extends MeasureChart {
  moves: HostMove[];
}

/** So many migrations are marked at most, the latest: more of them would cover each other. */
const MAX_MARKS = 200;

/** The chart of one host. Its memory is shown in percent. */
export async function readHostChart({
  ctx,
  input,
}: {
  ctx: Context;
  input: { host: { id: string; memoryMiB: number | null }; cluster: ClusterTimes; choice: ChartChoice };
}): Promise<HostChart> {
  const { host, cluster, choice } = input;
  const ofMemory = { by: host.memoryMiB ? 100 / host.memoryMiB : null, unit: 'percent' } as const;
  const clock = clockOf(cluster, ctx.clock.now());
  const { from, to } = windowOfChoice(choice, clock);
  const [chart, moves] = await Promise.all([
    readMeasureChart({
      ctx,
      input: {
        kind: 'host',
        objectId: host.id,
        clock,
        choice,
        groupsOfKind: hostGroups,
        scales: { memoryUsedMiB: ofMemory },
      },
    }),
    ctx.db.move.findMany({
      where: {
        state: 'done',
        startedAt: { gt: from, lte: to },
        OR: [{ fromHostId: host.id }, { toHostId: host.id }],
      },
      orderBy: { startedAt: 'desc' },
      take: MAX_MARKS,
      select: { id: true, vmName: true, toHostId: true, startedAt: true, finishedAt: true },
    }),
  ]);
  return {
    ...chart,
    moves: moves.toReversed().map((move) => ({
      id: move.id,
      at: (move.finishedAt ?? move.startedAt ?? to).getTime(),
      vm: move.vmName,
      direction: move.toHostId === host.id ? 'in' : 'out',
    })),
  };
}
