import { type ClusterPolicies, clusterPolicy, withPolicy } from '../../db/policies.ts';
import { byClock, clockColumns, clockOf } from '../../model/cluster-clock.ts';
import { unfinishedMoveStates, unfinishedRunStates } from '../../model/run.ts';
import { type Foreseen, foresee } from '../../precopy/foresee.ts';
import { placeLeftMs, timedMoveColumns } from '../../precopy/time-left.ts';
import type { Context } from '../../services/context.ts';
import type { PausableRun } from '../../services/runs/held-by-pause.ts';
import { lineUp, queueOf, type Waiting } from '../../services/runs/line-up.ts';

/** A move in progress or waiting, in the queue of its cluster. Times by the clock. */
export interface QueuedMove extends Foreseen {
  waiting: Waiting | null; // its position in the queue and what it waits for; null: it does not wait
}

/** By the id of the move. Moves that have ended are left out, and those that wait in a cancelled or paused run. */
export type QueueView = ReadonlyMap<string, QueuedMove>;

/** The queues of these clusters, each over all its runs. */
export async function readQueue(ctx: Context, clusterIds: readonly string[]): Promise<QueueView> {
  if (clusterIds.length === 0) return new Map();
  const clusters = await ctx.db.cluster.findMany({
    where: { id: { in: [...new Set(clusterIds)] } },
    select: {
      ...clockColumns,
      ...withPolicy,
      hosts: { select: { id: true, name: true, migrationNetwork: true } },
      runs: {
        where: { state: { in: unfinishedRunStates } },
        orderBy: { number: 'asc' }, // not by their times: a clock may have been set back
        select: {
          cancelRequestedAt: true,
          pausedAt: true,
          steps: { select: { vmId: true, order: true, state: true, startsAgain: true } },
          moves: {
            where: { state: { in: unfinishedMoveStates } },
            orderBy: { sequence: 'asc' },
            select: {
              id: true,
              vmId: true,
              vmName: true,
              tries: true,
              notBefore: true,
              watch: true,
              fromHostId: true,
              toHostId: true,
              toHostName: true,
              memoryMiB: true,
              ...timedMoveColumns,
            },
          },
        },
      },
    },
  });
  return new Map(clusters.flatMap((cluster) => [...viewQueue(cluster, ctx.clock.now())]));
}

type StoredCluster = Parameters<typeof clockOf>[0] &
  ClusterPolicies & {
    hosts: Parameters<typeof queueOf>[1]['hosts'];
    runs: (PausableRun & { cancelRequestedAt: Date | null; moves: StoredMove[] })[];
  };
type StoredMove = Parameters<Parameters<typeof lineUp>[0]['pass']>[0] & Parameters<typeof placeLeftMs>[0];

function viewQueue(cluster: StoredCluster, now: Date): QueueView {
  const clock = clockOf(cluster, now);
  const queue = queueOf(
    cluster.runs,
    { limits: clusterPolicy(cluster).values, hosts: cluster.hosts },
    clock.now,
  );
  const waiting = lineUp(queue);
  const foreseen = foresee(queue, (move) => byClock(placeLeftMs(move, clock.now), clock));
  return new Map(
    [...foreseen].map(([{ id }, times]) => [id, { ...times, waiting: waiting.get(id) ?? null }]),
  );
}

/** Milliseconds until all of these moves are done, by the clock; null: unknown. */
export function queueLeftMs(moves: readonly { id: string }[], queue: QueueView): number | null {
  let leftMs = 0;
  for (const { id } of moves) {
    const queued = queue.get(id);
    if (queued?.endsInMs === null) return null;
    leftMs = Math.max(leftMs, queued?.endsInMs ?? 0);
  }
  return leftMs;
}
