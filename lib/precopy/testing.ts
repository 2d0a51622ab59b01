import type { FinishedMove, TrackPoint } from './lesson.ts';
import { nextRound, type PrecopyInput, predictLive } from './predict.ts';
import { dirtiedMiB } from './writes.ts';

const TRACK_STEP_SECONDS = 0.5;
const BYTES_PER_MIB = 1024 * 1024;

/** A finished migration that went exactly by the model, looked at twice a second: what a test teaches with. */
export function playMigration(input: PrecopyInput, change: Partial<FinishedMove> = {}): FinishedMove {
  const { seconds, downtimeMs, transferredMiB, restMiB } = predictLive(input);
  const ends: { atSeconds: number; sentMiB: number; dirtyMiBps: number }[] = [];
  let round = nextRound(input, null);
  let [atSeconds, sentMiB, workedAt, dirtyMiBps] = [0, 0, 0, 0];
  for (;;) {
    atSeconds += round.seconds;
    sentMiB += round.copiedMiB;
    if (atSeconds - workedAt >= 1) {
      const { workingSetMiB, pattern } = input;
      dirtyMiBps = dirtiedMiB(input.dirtyMiBps, workingSetMiB, round.seconds, pattern) / round.seconds;
      workedAt = atSeconds;
    }
    ends.push({ atSeconds, sentMiB, dirtyMiBps });
    if (round.remainingMiB <= restMiB + 1e-9 || ends.length > 500) break;
    round = nextRound(input, round);
  }
  const track: TrackPoint[] = [];
  for (let at = TRACK_STEP_SECONDS; at < atSeconds; at += TRACK_STEP_SECONDS) {
    const passed = ends.filter((end) => end.atSeconds <= at);
    track.push({
      elapsedMs: (at + input.fixedSeconds) * 1000,
      bytesProcessed: Math.min(sentMiB, at * input.bandwidthMiBps) * BYTES_PER_MIB,
      round: passed.length + 1,
      dirtyMiBps: passed.at(-1)?.dirtyMiBps ?? 0,
    });
  }
  return {
    vmId: 'vm',
    fromHostId: 'a',
    toHostId: 'b',
    endedAtMs: 0,
    isDone: true,
    isForced: false,
    capMiBps: null,
    targetPauseMs: input.downtimeLimitMs,
    sharing: 1,
    track,
    elapsedMs: seconds * 1000,
    downtimeMs,
    transferredMiB,
    bandwidthMiBps: transferredMiB / (seconds - input.fixedSeconds),
    touchedMiB: input.touchedMiB,
    ...change,
  };
}
