import type { WritePattern } from './writes.ts';

/**
 * What a VM may write besides. Memory that it writes over and over looks the same after 1 s and after 10 s once all of it
 * is dirty: a round that long says how much, not how fast.
 */
export interface HiddenWrites {
  dirtyMiBps: number; // at most
  workingSetMiB: number; // at most
}

/** What decides whether a live migration comes to its end. */
export interface ConvergenceInput {
  dirtyMiBps: number;
  workingSetMiB: number;
  pattern?: WritePattern; // left out: at random
  hidden?: HiddenWrites; // left out: all that it writes was seen
  bandwidthMiBps: number;
  downtimeLimitMs: number;
}

/**
 * A VM is taken to write this much faster, and over this much more memory, than was found: "it converges" is a promise,
 * so a borderline case is forecast not to converge.
 */
export const WRITE_MARGIN = 1.1;

/** No longer pause than this is a way out: a live migration with a pause of minutes is a quick one. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * Whether the rest comes to fit in the allowed pause, with all that the VM may write. More bandwidth and a longer pause
 * never turn a yes into a no.
 */
export function converges(input: ConvergenceInput): boolean {
  return input.bandwidthMiBps >= minBandwidthMiBps(input);
}

/**
 * From which bandwidth on a live migration ends, in MiB/s. Either the link copies faster than the VM writes (D), or what
 * is left once copying and writing are level fits in the pause P (see `levelMiB`): W * (1 - B / kD) <= B * P, so
 * B >= W / (P + W / kD).
 */
export function minBandwidthMiBps(input: Omit<ConvergenceInput, 'bandwidthMiBps'>): number {
  const seen = minFor(input, input);
  return input.hidden ? Math.max(seen, minFor(input, { ...input.hidden, pattern: 'sweep' })) : seen;
}

type Pages = Pick<ConvergenceInput, 'dirtyMiBps' | 'workingSetMiB' | 'pattern'>;

function minFor({ downtimeLimitMs }: Pick<ConvergenceInput, 'downtimeLimitMs'>, pages: Pages): number {
  const dirty = pages.dirtyMiBps * WRITE_MARGIN;
  const workingSet = pages.workingSetMiB * WRITE_MARGIN;
  if (dirty <= 0 || workingSet <= 0) return 0;
  return Math.min(dirty, workingSet / (downtimeLimitMs / 1000 + workingSet / (share(pages) * dirty)));
}

/** Of pages written at random those that wait to be copied are hit again, at no cost; of those written in turn, half. */
const share = ({ pattern }: Pages): number => (pattern === 'sweep' ? 2 : 1);

/** What is left to copy once as much is written as is copied, in MiB, with the margin: each round leaves it again. */
function levelMiB(pages: Pages, bandwidthMiBps: number): number {
  const dirty = pages.dirtyMiBps * WRITE_MARGIN;
  if (dirty <= bandwidthMiBps) return 0;
  return pages.workingSetMiB * WRITE_MARGIN * (1 - bandwidthMiBps / (share(pages) * dirty));
}

/** Why a live migration will not end, and what would help. */
export interface Deadlock {
  dirtyMiBps: number;
  bandwidthMiBps: number;
  restMiB: number; // what each round leaves to copy again
  fitsMiB: number; // what may be left: it is copied within the allowed pause
  waysOut: {
    bandwidthMiBps: number; // from here on it would end
    pauseMs: number | null; // the same, with the bandwidth as it is; null: no pause that one would call live
  };
}

/** Null: it will end. A quick migration is always a way out; what it costs is its own prediction. */
export function explainDeadlock(input: ConvergenceInput): Deadlock | null {
  if (converges(input)) return null;
  const { bandwidthMiBps, downtimeLimitMs, dirtyMiBps, hidden } = input;
  const unseenMiB = hidden ? levelMiB({ ...hidden, pattern: 'sweep' }, bandwidthMiBps) : 0;
  const restMiB = Math.max(levelMiB(input, bandwidthMiBps), unseenMiB);
  const pauseMs = Math.ceil((restMiB / Math.max(bandwidthMiBps, 1e-9)) * 1000);
  return {
    dirtyMiBps,
    bandwidthMiBps,
    restMiB,
    fitsMiB: (bandwidthMiBps * downtimeLimitMs) / 1000,
    waysOut: {
      bandwidthMiBps: minBandwidthMiBps(input),
      pauseMs: pauseMs <= LONGEST_PAUSE_MS ? pauseMs : null,
    },
  };
}
