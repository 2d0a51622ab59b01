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
 * so what is close to the edge is told not to.
 */
export const WRITE_MARGIN = 1.1;

/** No longer pause than this is a way out: a live migration with a pause of minutes is a quick one. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * Whether the rest comes to fit in the allowed pause, with all that the VM may write. Either it writes more slowly than
 * the link copies, or what is left once copying and writing are level does fit (see `levelMiB`). More bandwidth and a
 * longer pause never turn a yes into a no.
 */
export function converges(input: ConvergenceInput): boolean {
  return endsWith(input) && (input.hidden === undefined || endsWith(hiddenOf(input, input.hidden)));
}

const hiddenOf = (input: ConvergenceInput, hidden: HiddenWrites): ConvergenceInput => ({
  ...input,
  ...hidden,
  pattern: 'sweep',
});

function endsWith(input: ConvergenceInput): boolean {
  const dirty = input.dirtyMiBps * WRITE_MARGIN;
  const { bandwidthMiBps: bandwidth } = input;
  if (dirty <= 0 || input.workingSetMiB <= 0) return true;
  if (bandwidth > 0 && dirty <= bandwidth) return true;
  return levelMiB(input) <= (bandwidth * input.downtimeLimitMs) / 1000;
}

/**
 * What is left to copy once as much is written as is copied, in MiB, with the margin: W * (1 - B / D) where pages are
 * written at random (those that wait to be copied are hit again, at no cost), W * (1 - B / 2D) where they are written in
 * turn.
 */
function levelMiB({ dirtyMiBps, workingSetMiB, pattern, bandwidthMiBps }: ConvergenceInput): number {
  const share = bandwidthMiBps / Math.max(dirtyMiBps * WRITE_MARGIN, bandwidthMiBps, 1e-9);
  return workingSetMiB * WRITE_MARGIN * (1 - (pattern === 'sweep' ? share / 2 : share));
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
  const restMiB = Math.max(levelMiB(input), hidden ? levelMiB(hiddenOf(input, hidden)) : 0);
  const pauseMs = Math.ceil((restMiB / Math.max(bandwidthMiBps, 1e-9)) * 1000);
  return {
    dirtyMiBps,
    bandwidthMiBps,
    restMiB,
    fitsMiB: (bandwidthMiBps * downtimeLimitMs) / 1000,
    waysOut: {
      bandwidthMiBps: leastBandwidth(input),
      pauseMs: pauseMs <= LONGEST_PAUSE_MS ? pauseMs : null,
    },
  };
}

const HALVINGS = 50;

function leastBandwidth(input: ConvergenceInput): number {
  // enough in any case: all that it writes over and over, within the pause
  const most = Math.max(input.workingSetMiB, input.hidden?.workingSetMiB ?? 0);
  let high = (most * WRITE_MARGIN * 1000) / Math.max(input.downtimeLimitMs, 1);
  let low = input.bandwidthMiBps;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (converges({ ...input, bandwidthMiBps: middle })) high = middle;
    else low = middle;
  }
  return high;
}
