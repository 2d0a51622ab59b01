import type { WritePattern } from './writes.ts';

/**
 * Further writes that a VM may do. Memory that it rewrites constantly looks the same after 1 s and after 10 s once
 * all of it is dirty: such a long round shows how much it writes, not how fast.
 */
export interface HiddenWrites {
  dirtyMiBps: number; // at most
  workingSetMiB: number; // at most
}

/** What decides whether a live migration converges. */
export interface ConvergenceInput {
  dirtyMiBps: number;
  workingSetMiB: number;
  pattern?: WritePattern; // left out: at random
  hidden?: HiddenWrites; // left out: all of its writes were observed
  bandwidthMiBps: number;
  downtimeLimitMs: number;
}

/**
 * The margin: a VM is assumed to write this much faster, and over this much more memory, than measured. "It
 * converges" is a promise, so a borderline case is forecast not to converge.
 */
export const WRITE_MARGIN = 1.1;

/** A longer pause than this is not offered: a live migration with a pause of minutes is a quick one. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * Whether the rest gets small enough for the allowed pause, with all that the VM may write. More bandwidth and a
 * longer pause never turn a yes into a no.
 */
export function converges(input: ConvergenceInput): boolean {
  return input.bandwidthMiBps >= minBandwidthMiBps(input);
}

/**
 * The bandwidth from which on a live migration converges, in MiB/s. Either the link copies faster than the VM writes
 * (D), or the rest at which copying and writing balance fits in the pause P (see `levelMiB`): W * (1 - B / kD) <= B *
 * P, so B >= W / (P + W / kD).
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

/**
 * Pages written at random may be hit again while they wait to be copied, at no cost; of pages written sequentially,
 * half are.
 */
const share = ({ pattern }: Pages): number => (pattern === 'sweep' ? 2 : 1);

/** The rest to copy at which writing and copying balance, in MiB, with the margin: each round leaves it again. */
function levelMiB(pages: Pages, bandwidthMiBps: number): number {
  const dirty = pages.dirtyMiBps * WRITE_MARGIN;
  if (dirty <= bandwidthMiBps) return 0;
  return pages.workingSetMiB * WRITE_MARGIN * (1 - bandwidthMiBps / (share(pages) * dirty));
}

/** Why a live migration does not converge, and what would help. */
export interface Deadlock {
  dirtyMiBps: number;
  bandwidthMiBps: number;
  restMiB: number; // what each round leaves to copy again
  fitsMiB: number; // what may be left: it can be copied within the allowed pause
  waysOut: {
    bandwidthMiBps: number; // from here on it would end
    pauseMs: number | null; // the same, with the current bandwidth; null: only a pause that is too long for a live migration
  };
}

/** Null: it converges. Quick migration is always an option; its own forecast gives its cost. */
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
