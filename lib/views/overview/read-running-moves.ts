import { byClock, clockColumns, clockOf } from '../../model/cluster-clock.ts';
import type { PlanKind } from '../../model/plan.ts';
import { type MoveState, unfinishedMoveStates, unfinishedRunStates } from '../../model/run.ts';
import type { MoveKind } from '../../model/vm.ts';
import { moveLeftMs } from '../../precopy/time-left.ts';
import type { Context } from '../../services/context.ts';
import { isHeldByPause } from '../../services/runs/held-by-pause.ts';
import type { Waiting } from '../../services/runs/line-up.ts';
import { readQueue } from '../job/read-queue.ts';

/** A move of a job in progress, as a table shows it. */
export interface RunningMove {
  id: string;
  runId: string;
  vm: string;
  from: string;
  to: string;
  state: MoveState;
  round: number | null; // of copying
  progressPercent: number | null;
  leftMs: number | null; // null: not known, or its job is paused
  isPaused: boolean; // it waits because its job is paused
  pauseMs: number; // as predicted
  kind: MoveKind;
  waiting: Waiting | null; // its position in the queue of its cluster and what it waits for; null: it does not wait
  stalledAt: Date | null;
}

export interface RunningMoves {
  moves: RunningMove[]; // in progress first, then those that wait
  active: number;
  waiting: number;
  jobs: { id: string; kind: PlanKind }[];
}

/** The moves of these clusters that are in progress or wait in a running job; at most `limit` of them. */
export async function readRunningMoves({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusterIds: string[]; limit: number };
}): Promise<RunningMoves> {
  const now = ctx.clock.now();
  const runs = await ctx.db.run.findMany({
    where: { clusterId: { in: input.clusterIds }, state: { in: unfinishedRunStates } },
    orderBy: { createdAt: 'asc' },
    select: {
      id: true,
      clusterId: true,
      kind: true,
      pausedAt: true,
      steps: { select: { vmId: true, order: true, state: true, startsAgain: true } },
      cluster: { select: clockColumns },
      moves: {
        where: { state: { in: unfinishedMoveStates } },
        orderBy: { sequence: 'asc' },
      },
    },
  });
  const queue = await readQueue(
    ctx,
    runs.map((run) => run.clusterId),
  );
  const all = runs.flatMap((run) =>
    run.moves.map((move) => ({
      move,
      runId: run.id,
      clock: clockOf(run.cluster, now),
      isPaused: move.state === 'pending' && isHeldByPause(run, move),
    })),
  );
  const active = all.filter(({ move }) => move.state !== 'pending');
  const waiting = all.filter(({ move }) => move.state === 'pending');
  return {
    moves: [...active, ...waiting].slice(0, input.limit).map(({ move, runId, clock, isPaused }) => ({
      id: move.id,
      runId,
      vm: move.vmName,
      from: move.fromHostName,
      to: move.toHostName,
      state: move.state,
      kind: move.kind,
      round: move.progress?.round ?? null,
      progressPercent: move.progressPercent,
      leftMs: isPaused ? null : byClock(moveLeftMs(move, now), clock),
      isPaused,
      pauseMs: move.predictedDowntimeMs,
      waiting: queue.get(move.id)?.waiting ?? null,
      stalledAt: move.stalledAt,
    })),
    active: active.length,
    waiting: waiting.length,
    jobs: runs.map(({ id, kind }) => ({ id, kind })),
  };
}
