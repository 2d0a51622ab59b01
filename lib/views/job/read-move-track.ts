import { assertAllowed } from '../../model/actor.ts';
import { isId } from '../../model/is-id.ts';
import type { Context } from '../../services/context.ts';

/** One reading of a migration: a point of the curves on the job page. Null: not reported. */
export interface TrackPoint {
  at: Date;
  elapsedMs: number; // as the hypervisor counts
  remainingMiB: number | null;
  processedMiB: number | null;
  round: number | null;
  bandwidthMiBps: number | null;
  dirtyMiBps: number | null;
  throttlePercent: number | null;
}

export interface MoveTrack {
  moveId: string;
  points: TrackPoint[]; // of the last try, the oldest first
  pauseMs: number | null; // at its end
  tookMs: number | null;
}

const MIB = 2 ** 20;
const inMiB = (bytes: bigint | null): number | null => (bytes === null ? null : Number(bytes) / MIB);

/** The curves of the migrations of a run: one for each move that was seen to copy, in the run's order. */
export async function readMoveTracks({
  ctx,
  input,
}: {
  ctx: Context;
  input: { runId: string };
}): Promise<MoveTrack[]> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  if (!isId(input.runId)) return [];
  const moves = await ctx.db.move.findMany({
    where: { runId: input.runId, track: { some: {} } },
    orderBy: { sequence: 'asc' },
    select: { id: true, downtimeMs: true, durationMs: true, track: { orderBy: { at: 'asc' } } },
  });
  return moves.map(({ id, downtimeMs, durationMs, track }) => ({
    moveId: id,
    points: track.map(({ moveId: _, bytesRemaining, bytesProcessed, ...rest }) => ({
      ...rest,
      remainingMiB: inMiB(bytesRemaining),
      processedMiB: inMiB(bytesProcessed),
    })),
    pauseMs: downtimeMs,
    tookMs: durationMs,
  }));
}
