import { isCounted } from '../../model/counted-progress.ts';
import type { MigrationProgress } from '../../model/ports.ts';
import type { Pace } from '../../model/watch-memory.ts';

/** The rest counts as smaller only if it shrank by this much, because readings fluctuate. */
const SHRUNK = 0.98;

/**
 * The pace after another reading. The bytes sent by a job only grow, so fewer bytes mean another job: the pace starts
 * again. A reading without rounds and bytes changes nothing; null: none had them so far, so the progress is unknown.
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
  // the first round skips pages of zeros at any speed: its rest cannot be derived from the bytes sent
  if (before.round <= 1)
    return { ...before, ...sent, round, sumBytes, leastAtMs: elapsedMs, atMs: elapsedMs };
  // within a round the sum of sent bytes and rest is constant: rounds between two readings share the difference
  const leftBytes = Math.max(bytesRemaining, (sumBytes - before.sumBytes) / (round - before.round));
  const isLess = before.leastBytes === null || leftBytes < before.leastBytes * SHRUNK;
  const least = isLess ? { leastBytes: leftBytes, leastAtMs: elapsedMs, leastRound: round } : {};
  return { ...before, ...sent, ...least, round, sumBytes, atMs: elapsedMs };
}

/** How long the rest at the end of each round has not shrunk; 0 during the first round. */
export function stuckMs(pace: Pace): number {
  return pace.leastBytes === null || pace.round <= pace.leastRound ? 0 : pace.atMs - pace.leastAtMs;
}

/** How long nothing was sent, although there is something to send. */
export function silentMs(pace: Pace): number {
  return pace.sumBytes > pace.sentBytes ? pace.atMs - pace.sentAtMs : 0;
}
