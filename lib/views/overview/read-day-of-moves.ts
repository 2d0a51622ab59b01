import { lockingMoveStates, type MoveState } from '../../model/run.ts';
import type { Context } from '../../services/context.ts';

export const moveOutcomes = ['done', 'running', 'failed', 'skipped', 'cancelled'] as const;
export type MoveOutcome = (typeof moveOutcomes)[number];

/** The migrations of the last 24 hours: their outcomes and durations, hour by hour. */
export interface DayOfMoves {
  counts: Record<MoveOutcome, number>;
  medianMs: number | null; // of those that were done
  pauseP95Ms: number | null;
  hours: { at: Date; counts: Record<MoveOutcome, number> }[]; // 24, the oldest first
  moves: { id: string; at: Date; vm: string; from: string; to: string }[]; // done
}

const HOUR_MS = 3_600_000;

const outcomeOf: Record<MoveState, MoveOutcome | null> = {
  pending: null,
  checking: 'running',
  migrating: 'running',
  verifying: 'running',
  unknown: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'cancelled',
};

const none = (): Record<MoveOutcome, number> => ({
  done: 0,
  running: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
});

/** Counts the moves of these clusters that ended in the last 24 hours, and those in progress in the current hour. */
export async function readDayOfMoves({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusterIds: string[]; now: Date };
}): Promise<DayOfMoves> {
  const { now } = input;
  const lastHour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const firstHour = lastHour - 23 * HOUR_MS;
  const moves = await findMoves(ctx, input.clusterIds, new Date(firstHour), now);
  const hours = Array.from({ length: 24 }, (_, i) => ({
    at: new Date(firstHour + i * HOUR_MS),
    counts: none(),
  }));
  const counts = none();
  for (const move of moves) {
    const outcome = outcomeOf[move.state];
    if (!outcome) continue;
    const at = move.finishedAt?.getTime() ?? lastHour;
    const hour = hours[Math.floor((at - firstHour) / HOUR_MS)];
    if (hour) hour.counts[outcome] += 1;
    counts[outcome] += 1;
  }
  const done = moves.filter((move) => move.state === 'done');
  return {
    counts,
    medianMs: quantile(
      done.map((move) => move.durationMs),
      0.5,
    ),
    pauseP95Ms: quantile(
      done.map((move) => move.downtimeMs),
      0.95,
    ),
    hours,
    moves: done.map((move) => ({
      id: move.id,
      at: move.finishedAt ?? now,
      vm: move.vmName,
      from: move.fromHostName,
      to: move.toHostName,
    })),
  };
}

function findMoves(ctx: Context, clusterIds: string[], since: Date, now: Date) {
  return ctx.db.move.findMany({
    where: {
      run: { clusterId: { in: clusterIds } },
      OR: [{ finishedAt: { gte: since, lte: now } }, { state: { in: [...lockingMoveStates] } }],
    },
    orderBy: { finishedAt: 'asc' },
    select: {
      id: true,
      state: true,
      vmName: true,
      fromHostName: true,
      toHostName: true,
      finishedAt: true,
      durationMs: true,
      downtimeMs: true,
    },
  });
}

/** The smallest value that at least this share does not exceed; null for an empty list. */
function quantile(values: (number | null)[], share: number): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[Math.max(0, Math.ceil(share * known.length) - 1)] ?? null;
}
