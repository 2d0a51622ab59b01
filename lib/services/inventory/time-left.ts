import type { MoveState } from '../../model/run.ts';
import { isFinishedMove } from '../../model/run.ts';

export interface TimedMove {
  state: MoveState;
  wave: number;
  predictedSeconds: number;
  progressPercent: number | null;
  startedAt: Date | null;
}

/** Below this share a rate read from the progress says nothing yet. */
const LEAST_SHARE_PERCENT = 5;

/** Milliseconds until a move is done: by how fast it goes, before that by its prediction; null: nobody knows. */
export function moveLeftMs(move: TimedMove, now: Date): number | null {
  if (isFinishedMove(move.state)) return 0;
  if (move.state === 'unknown') return null;
  const predictedMs = move.predictedSeconds * 1000;
  if (!move.startedAt) return predictedMs;
  const elapsedMs = now.getTime() - move.startedAt.getTime();
  const share = move.progressPercent ?? 0;
  if (share < LEAST_SHARE_PERCENT) return Math.max(0, predictedMs - elapsedMs);
  return (elapsedMs * (100 - share)) / share;
}

/** Milliseconds until all moves are done: the waves in turn, each as long as its longest move. */
export function runLeftMs(moves: readonly TimedMove[], now: Date): number | null {
  const waves = new Map<number, number>();
  for (const move of moves) {
    const left = moveLeftMs(move, now);
    if (left === null) return null;
    waves.set(move.wave, Math.max(waves.get(move.wave) ?? 0, left));
  }
  return [...waves.values()].reduce((sum, ms) => sum + ms, 0);
}

/** The share of a run that is done, 0 to 100: every move counts as much as it was predicted to take. */
export function runPercent(moves: readonly TimedMove[]): number | null {
  const all = moves.reduce((sum, move) => sum + move.predictedSeconds, 0);
  if (all <= 0) return null;
  const done = moves.reduce((sum, move) => {
    const share = isFinishedMove(move.state) ? 100 : (move.progressPercent ?? 0);
    return sum + move.predictedSeconds * share;
  }, 0);
  return done / all;
}
