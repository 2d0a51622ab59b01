import { type CountedProgress, isCounted } from '../model/counted-progress.ts';
import type { MigrationProgress } from '../model/ports.ts';
import type { MoveState } from '../model/run.ts';
import { isFinishedMove } from '../model/run.ts';
import { OVERHEAD_SECONDS } from './run.ts';

export interface TimedMove {
  state: MoveState;
  predictedSeconds: number;
  progress: MigrationProgress | null; // as the hypervisor said it last
  progressPercent: number | null;
  startedAt: Date | null;
}

/** The columns of a move that this module reads. */
export const timedMoveColumns = {
  state: true,
  predictedSeconds: true,
  progress: true,
  progressPercent: true,
  startedAt: true,
} as const;

/** Below this share a rate derived from the progress means nothing yet. */
const MIN_PROGRESS_PERCENT = 5;
/** A rest that can be copied within this time is handed over. */
const HAND_OVER_SECONDS = 0.3;
/** Rounds that leave more than this share of what they copied make no progress. */
const MAX_REST_SHARE = 0.97;

/**
 * Milliseconds until a move is done: from the rest to copy and the rate at which it becomes dirty; before that from
 * its progress, and before that from its forecast. Null: unknown, or it makes no progress.
 */
export function moveLeftMs(move: TimedMove, now: Date): number | null {
  if (isFinishedMove(move.state)) return 0;
  if (move.state === 'unknown') return null;
  const predictedMs = move.predictedSeconds * 1000;
  if (!move.startedAt) return predictedMs;
  const { progress } = move;
  if (progress && isCounted(progress) && progress.bandwidthMiBps > 0 && progress.round > 0)
    return copyLeftMs(progress);
  const elapsedMs = progress?.elapsedMs || Math.max(0, now.getTime() - move.startedAt.getTime());
  const share = move.progressPercent ?? 0;
  if (share < MIN_PROGRESS_PERCENT) return Math.max(0, predictedMs - elapsedMs);
  return (elapsedMs * (100 - share)) / share;
}

/**
 * The rest of this round, and the rounds that copy what becomes dirty in the one before, until the rest is handed
 * over.
 */
export function copyLeftMs(progress: CountedProgress): number | null {
  const { bytesRemaining, bandwidthMiBps, dirtyMiBps } = progress;
  const seconds = bytesRemaining / 2 ** 20 / bandwidthMiBps;
  const leftOver = Math.max(0, dirtyMiBps / bandwidthMiBps);
  if (seconds <= HAND_OVER_SECONDS || leftOver === 0) return seconds * 1000;
  if (leftOver >= MAX_REST_SHARE) return null;
  // a geometric series, cut off once the rest is small enough
  const rounds = Math.max(1, Math.ceil(Math.log(HAND_OVER_SECONDS / seconds) / Math.log(leftOver)));
  return (1000 * seconds * (1 - leftOver ** (rounds + 1))) / (1 - leftOver);
}

/**
 * How long a move still holds its slots, in ms: its remaining time, and, if it has not started, the time that the run
 * adds.
 */
export function placeLeftMs(move: TimedMove, now: Date): number | null {
  const leftMs = moveLeftMs(move, now);
  return leftMs === null || move.state !== 'pending' ? leftMs : leftMs + OVERHEAD_SECONDS * 1000;
}

/** The share of a run that is done, 0 to 100: every move counts by its forecast duration. */
export function runPercent(
  moves: readonly Pick<TimedMove, 'state' | 'predictedSeconds' | 'progressPercent'>[],
): number | null {
  const all = moves.reduce((sum, move) => sum + move.predictedSeconds, 0);
  if (all <= 0) return null;
  const done = moves.reduce((sum, move) => {
    const share = isFinishedMove(move.state) ? 100 : (move.progressPercent ?? 0);
    return sum + move.predictedSeconds * share;
  }, 0);
  return done / all;
}
