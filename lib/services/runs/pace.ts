import { isCounted } from '../../model/counted-progress.ts';
import type { MigrationProgress } from '../../model/ports.ts';
import type { Pace } from '../../model/watch-memory.ts';

/** A rest counts as smaller only when it shrank by this much: readings wobble. */
const SHRUNK = 0.98;

/**
 * The pace after another look. What a job has sent only grows, so less of it than before is another job: from the start.
 * A reading without rounds and bytes changes nothing; null: none had them so far, so the progress is unknown.
 */
export function paceAfter(before: Pace | null, progress: MigrationProgress): Pace | null {
  if (!isCounted(progress)) return before;
  const { elapsedMs, round, bytesProcessed, bytesRemaining } = progress;
  const sumBytes = bytesProcessed + bytesRemaining;
  if (before === null || elapsedMs < before.atMs) {
    const least = { leastBytes: null, leastAtMs: elapsedMs, leastRound: round };
    return { round, sumBytes, ...least, sentBytes: bytesProcessed, sentAtMs: elapsedMs, atMs: elapsedMs };
  }
  const hasSent = bytesProcessed > before.sentBytes;
  const sent = hasSent ? { sentBytes: bytesProcessed, sentAtMs: elapsedMs } : {};
  if (round <= before.round) return { ...before, ...sent, sumBytes, atMs: elapsedMs };
  // the first round skips pages of zeros at any speed: what it left cannot be derived from how much was sent
  if (before.round <= 1)
    return { ...before, ...sent, round, sumBytes, leastAtMs: elapsedMs, atMs: elapsedMs };
  // within a round what is sent and what is left add up to the same: rounds that nobody looked at share the difference
  const leftBytes = Math.max(bytesRemaining, (sumBytes - before.sumBytes) / (round - before.round));
  const isLess = before.leastBytes === null || leftBytes < before.leastBytes * SHRUNK;
  const least = isLess ? { leastBytes: leftBytes, leastAtMs: elapsedMs, leastRound: round } : {};
  return { ...before, ...sent, ...least, round, sumBytes, atMs: elapsedMs };
}

/** For how long the rest at the end of each round has not shrunk; 0 while only the first rounds are copied. */
export function stuckMs(pace: Pace): number {
  return pace.leastBytes === null || pace.round <= pace.leastRound ? 0 : pace.atMs - pace.leastAtMs;
}

/** For how long nothing at all was sent, though there is something to send. */
export function silentMs(pace: Pace): number {
  return pace.sumBytes > pace.sentBytes ? pace.atMs - pace.sentAtMs : 0;
}
