import { converges, type HiddenWrites } from './convergence.ts';
import { dirtiedMiB, type WritePattern } from './writes.ts';

/** What decides how a copy of memory goes. */
export interface PrecopyInput {
  touchedMiB: number; // touched, non-zero memory: what the first round copies
  dirtyMiBps: number; // how fast the running VM writes to pages that were clean
  workingSetMiB: number; // how much it writes over and over; no round leaves more than this to copy again
  pattern?: WritePattern; // left out: at random
  hidden?: HiddenWrites; // what it may write besides: it counts for whether, not for how
  bandwidthMiBps: number; // while the VM runs: what the link gives, or the cap
  pauseMiBps?: number; // while it is paused, when no cap holds and nothing disturbs; left out: the same
  downtimeLimitMs: number; // the pause that is allowed: the rounds stop when the rest fits in it
  fixedSeconds: number; // setting up and cleaning up, whatever the memory
  handOverMs?: number; // what the pause takes besides copying the rest
}

export interface PrecopyPrediction {
  /** False: the rest never fits in the allowed pause; the other figures then are those of a forced pause at the end. */
  converges: boolean;
  seconds: number; // from the order to the VM running at the destination
  downtimeMs: number;
  rounds: number; // of copying while the VM runs, as the hypervisor counts them
  transferredMiB: number; // all rounds and the rest
  restMiB: number; // what the pause copies
}

/** One round: what it copies, how long that takes, and what is left to copy when it ends. */
export interface PrecopyRound {
  round: number; // from 1
  copiedMiB: number;
  seconds: number;
  remainingMiB: number; // not reached yet, and dirty again
}

/** A bandwidth of zero would make every figure infinite, which neither JSON nor a progress bar can hold. */
const MIN_BANDWIDTH_MIBPS = 0.001;

/** QEMU looks at what is left, and at its bandwidth, this often: no round is shorter. */
export const WINDOW_SECONDS = 0.1;

/** A header of 8 bytes goes with each page of 4 KiB. */
export const HEADERS = 1 + 8 / 4096;

/** A VM that converges writes so much more slowly than is copied that fewer rounds do. */
const MAX_PREDICTED_ROUNDS = 1000;

const bandwidthOf = (input: PrecopyInput): number => Math.max(input.bandwidthMiBps, MIN_BANDWIDTH_MIBPS);

/** What can be copied in the allowed pause, in MiB: QEMU's threshold, from the bandwidth that it measures. */
const thresholdMiB = (input: PrecopyInput): number => (bandwidthOf(input) * input.downtimeLimitMs) / 1000;

/**
 * The next round after `previous` (null: the first), by Clark et al. 2005 as QEMU does it: it asks which pages are dirty
 * again not at the end of what it has to copy but as soon as less than the threshold is left, and then once a window.
 * What it had not reached stays to be copied, so a page that is written again there counts once.
 */
export function nextRound(input: PrecopyInput, previous: PrecopyRound | null): PrecopyRound {
  const toCopyMiB = previous === null ? input.touchedMiB : previous.remainingMiB;
  const perWindowMiB = bandwidthOf(input) * WINDOW_SECONDS;
  const windows = Math.max(1, Math.ceil((toCopyMiB - thresholdMiB(input)) / perWindowMiB));
  const copiedMiB = Math.min(toCopyMiB, windows * perWindowMiB);
  const seconds = copiedMiB / bandwidthOf(input);
  const leftMiB = toCopyMiB - copiedMiB;
  const reachMiB = Math.max(previous === null ? input.touchedMiB : input.workingSetMiB, leftMiB, 1e-9);
  const dirty = dirtiedMiB(input.dirtyMiBps, input.workingSetMiB, seconds, input.pattern);
  return {
    round: previous === null ? 1 : previous.round + 1,
    copiedMiB,
    seconds,
    remainingMiB: Math.min(leftMiB + dirty * (1 - leftMiB / reachMiB), input.touchedMiB),
  };
}

/**
 * How a live migration will go: rounds until the rest fits in `downtimeLimitMs`, then the pause that copies the rest. A
 * rest that no longer shrinks ends the rounds early: more of them would change nothing.
 */
export function predictLive(input: PrecopyInput): PrecopyPrediction {
  const threshold = thresholdMiB(input);
  let round = nextRound(input, null);
  let seconds = round.seconds;
  let transferredMiB = round.copiedMiB;
  let isStuck = false;
  while (round.remainingMiB > threshold && round.round < MAX_PREDICTED_ROUNDS && !isStuck) {
    const next = nextRound(input, round);
    seconds += next.seconds;
    transferredMiB += next.copiedMiB;
    isStuck = next.remainingMiB >= round.remainingMiB * 0.9999;
    round = next;
  }
  const restMiB = round.remainingMiB;
  const pauseSeconds =
    restMiB / Math.max(input.pauseMiBps ?? 0, bandwidthOf(input)) + (input.handOverMs ?? 0) / 1000;
  return {
    converges: converges(input),
    seconds: seconds + pauseSeconds + input.fixedSeconds,
    downtimeMs: pauseSeconds * 1000,
    rounds: round.round,
    transferredMiB: (transferredMiB + restMiB) * HEADERS,
    restMiB,
  };
}

/** A quick migration: the VM is paused while all of its memory is copied once, so the pause is the whole of it. */
export function predictQuick(input: PrecopyInput): PrecopyPrediction {
  const pauseSeconds = input.touchedMiB / bandwidthOf(input) + (input.handOverMs ?? 0) / 1000;
  return {
    converges: true,
    seconds: pauseSeconds + input.fixedSeconds,
    downtimeMs: pauseSeconds * 1000,
    rounds: 1,
    transferredMiB: input.touchedMiB * HEADERS,
    restMiB: input.touchedMiB,
  };
}
