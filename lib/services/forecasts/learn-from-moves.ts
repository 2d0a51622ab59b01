import { listLessons, listUnlearnedMoves, type UnlearnedMove } from '../../db/lessons.ts';
import { toJson } from '../../db/to-json.ts';
import { readWriteMeasurements } from '../../db/write-measurements.ts';
import type { StoredLesson } from '../../model/lesson.ts';
import { MovePolicy } from '../../model/policy.ts';
import { calibrate } from '../../precopy/calibrate.ts';
import { type FinishedMove, lessonOf } from '../../precopy/lesson.ts';
import type { Context } from '../context.ts';

/** Moves that ended longer ago are no longer evaluated. */
const ASKED_FOR_MS = 14 * 86_400_000;
/** How many moves are evaluated at a time, and from how many lessons a cluster learns. */
const MAX_MOVES_ASKED = 50;
const MAX_LESSONS = 400;

const BYTES_PER_MIB = 1024 * 1024;

/**
 * Derives the lesson of each move of a cluster that has ended since the last time, and computes again from all its
 * lessons how fast the connections between its hosts are and how its VMs write. Resolves with the number of moves
 * evaluated.
 */
export async function learnFromMoves({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusterId: string };
}): Promise<number> {
  const { clusterId } = input;
  const now = ctx.clock.now();
  const since = new Date(now.getTime() - ASKED_FOR_MS);
  const moves = await listUnlearnedMoves(ctx.db, { clusterId, since, limit: MAX_MOVES_ASKED });
  if (moves.length === 0) return 0;
  for (const move of moves) {
    const finished = finishedMove(move);
    const lesson: StoredLesson = finished ? lessonOf(finished) : {}; // no lesson, but the move was evaluated
    await ctx.db.move.update({ where: { id: move.id }, data: toJson('move', { lesson }) });
  }
  await recalibrate(ctx, clusterId, moves, now);
  return moves.length;
}

async function recalibrate(
  ctx: Context,
  clusterId: string,
  moves: UnlearnedMove[],
  now: Date,
): Promise<void> {
  const lessons = await listLessons(ctx.db, { clusterId, limit: MAX_LESSONS });
  const asked = new Set(moves.map((move) => move.vmId));
  const measured = await readWriteMeasurements(
    ctx.db,
    [...asked].filter((id) => id !== null),
  );
  const { links, writes } = calibrate(lessons, now.getTime(), measured);
  await ctx.db.$transaction(async (tx) => {
    await tx.cluster.update({ where: { id: clusterId }, data: toJson('cluster', { learned: links }) });
    for (const [vmId, learned] of writes) {
      if (asked.has(vmId)) await tx.vm.updateMany({ where: { id: vmId }, data: toJson('vm', { learned }) });
    }
  });
}

/** A stored move in the form that the model learns from; null: it teaches nothing. */
function finishedMove(move: UnlearnedMove): FinishedMove | null {
  if (move.vmId === null || move.kind === 'offline' || move.kind === 'restart' || move.finishedAt === null)
    return null;
  const { statistics, options } = move;
  if (statistics?.diskBytes) return null; // its times and bytes are those of its disks, not of its memory
  const isForced = move.kind === 'quick' || (move.stallAction !== null && move.stallAction !== 'throttle');
  return {
    vmId: move.vmId,
    fromHostId: move.fromHostId,
    toHostId: move.toHostId,
    endedAtMs: move.finishedAt.getTime(),
    isDone: move.state === 'done',
    isForced,
    capMiBps: options?.bandwidthCapMiBps ?? null,
    targetPauseMs: options?.targetPauseMs ?? MovePolicy.parse({}).targetPauseMs,
    elapsedMs: statistics?.elapsedMs ?? null,
    downtimeMs: statistics?.downtimeMs ?? null,
    transferredMiB: statistics?.bytesProcessed == null ? null : statistics.bytesProcessed / BYTES_PER_MIB,
    bandwidthMiBps: statistics?.bandwidthMiBps ?? null,
    touchedMiB: statistics?.touchedMiB ?? null,
    sharing: move.sharing,
    track: move.kind === 'quick' ? [] : move.track,
  };
}
