import { copyRateMiBps, type FinishedMove } from './finished-move.ts';
import { type LearnedLink, learnLinks } from './learn-links.ts';
import { type LearnedWrites, learnWrites } from './learn-writes.ts';
import { predictLive } from './predict.ts';

export interface Calibration {
  links: LearnedLink[];
  writes: Map<string, LearnedWrites>; // by VM
}

/**
 * What finished moves of one cluster teach: of the ways between its hosts, and of how each VM writes. Medians
 * throughout, so one bad move spoils nothing; a move counts half as much after a week.
 */
export function calibrate(moves: readonly FinishedMove[], nowMs: number): Calibration {
  const writes = new Map<string, LearnedWrites>();
  for (const [vmId, own] of Map.groupBy(moves, (move) => move.vmId)) {
    const learned = learnWrites(own, nowMs);
    if (learned) writes.set(vmId, learned);
  }
  const taught = moves.map((move) => ({ ...move, restMiB: restOf(move, writes.get(move.vmId)) }));
  return { links: learnLinks(taught, nowMs), writes };
}

/** What was left for the pause of a move, by the model: no hypervisor says so. */
function restOf(move: FinishedMove, writes: LearnedWrites | undefined): number | null {
  const rate = copyRateMiBps(move);
  const touchedMiB = move.touchedMiB ?? writes?.touchedMiB ?? null;
  if (writes === undefined || rate === null || touchedMiB === null) return null;
  const input = { ...writes, touchedMiB, bandwidthMiBps: rate, downtimeLimitMs: move.targetPauseMs };
  return predictLive({ ...input, fixedSeconds: 0 }).restMiB;
}
