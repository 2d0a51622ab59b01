import { theilSenSlope } from './robust.ts';

/** One look at a migration under way. */
export interface Look {
  elapsedMs: number;
  bytesRemaining: number;
  bytesProcessed: number;
  round: number;
  dirtyMiBps: number; // what got dirty since the hypervisor last asked, by the time since then
}

/** A migration that has ended, as far as it teaches something. Null: not known. */
export interface FinishedMove {
  vmId: string;
  fromHostId: string;
  toHostId: string;
  endedAtMs: number;
  isDone: boolean; // the VM arrived; else it was cancelled or failed under way
  capMiBps: number | null; // null: none was set
  targetPauseMs: number;
  elapsedMs: number | null;
  downtimeMs: number | null;
  transferredMiB: number | null;
  bandwidthMiBps: number | null; // of the whole copy
  touchedMiB: number | null; // what the first round copied
  /** How many moves shared the busier of its hosts meanwhile, itself included, on average. */
  sharing: number;
  track: readonly Look[];
}

const DAY_MS = 86_400_000;
const HALF_LIFE_DAYS = 7;

/** What a move counts: half after a week, a quarter after two. Hosts, links and VMs change. */
export const weightOf = (move: FinishedMove, nowMs: number): number =>
  2 ** (-Math.max(0, nowMs - move.endedAtMs) / (HALF_LIFE_DAYS * DAY_MS));

/** What counts less than this is forgotten: about six weeks. */
export const LEAST_WEIGHT = 1 / 64;

const BYTES_PER_MIB = 1024 * 1024;
const LEAST_LOOKS = 4;
/** The slope takes the square of this many steps. */
const MOST_LOOKS = 100;

/** MiB/s while the VM ran: the slope of what was sent over time, which neither a slow start nor the end disturbs. */
export function copyRateMiBps({ track, bandwidthMiBps }: FinishedMove): number | null {
  if (track.length < LEAST_LOOKS) return bandwidthMiBps;
  const every = Math.ceil(track.length / MOST_LOOKS);
  const looks = track.filter((_, index) => index % every === 0);
  const slope = theilSenSlope(
    looks.map((look) => ({ x: look.elapsedMs / 1000, y: look.bytesProcessed / BYTES_PER_MIB })),
  );
  return slope !== null && slope > 0 ? slope : bandwidthMiBps;
}
