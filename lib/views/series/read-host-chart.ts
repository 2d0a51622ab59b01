import { type ClusterTimes, clockOf } from '../../model/cluster-clock.ts';
import type { Context } from '../../services/context.ts';
import { readHostUse } from './read-host-use.ts';
import { type SeriesRange, windowOf } from './series-range.ts';

/** A VM that arrived on the host or left it. */
export interface HostMove {
  id: string;
  at: number; // ms
  vm: string;
  direction: 'in' | 'out';
}

/** A host's measured use over a range, with the migrations to and from it; times in ms, use in percent. */
export interface HostChart {
  from: number;
  to: number;
  stepMs: number;
  points: { at: number; cpuPercent: number | null; memoryPercent: number | null }[];
  moves: HostMove[];
}

/** The chart of one host, up to its cluster's present. */
export async function readHostChart({
  ctx,
  input,
}: {
  ctx: Context;
  input: { host: { id: string; memoryMiB: number | null }; cluster: ClusterTimes; range: SeriesRange };
}): Promise<HostChart> {
  const { host, cluster, range } = input;
  const window = windowOf(range, clockOf(cluster, ctx.clock.now()));
  const [uses, moves] = await Promise.all([
    readHostUse({ ctx, input: { hosts: [host], window } }),
    ctx.db.move.findMany({
      where: {
        state: 'done',
        startedAt: { gt: window.from, lte: window.to },
        OR: [{ fromHostId: host.id }, { toHostId: host.id }],
      },
      orderBy: { startedAt: 'asc' },
      select: { id: true, vmName: true, toHostId: true, startedAt: true, finishedAt: true },
    }),
  ]);
  const use = uses.get(host.id) ?? { at: [], cpuPercent: [], memoryPercent: [] };
  return {
    from: window.from.getTime(),
    to: window.to.getTime(),
    stepMs: window.bucketSeconds * 1000,
    points: use.at.map((at, i) => ({
      at,
      cpuPercent: use.cpuPercent[i] ?? null,
      memoryPercent: use.memoryPercent[i] ?? null,
    })),
    moves: moves.map((move) => ({
      id: move.id,
      at: (move.finishedAt ?? move.startedAt ?? window.to).getTime(),
      vm: move.vmName,
      direction: move.toHostId === host.id ? 'in' : 'out',
    })),
  };
}
