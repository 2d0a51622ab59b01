import { converges, type HiddenWrites } from './convergence.ts';
import { dirtiedMiB, type WritePattern } from './writes.ts';

/** The parameters of a copy of memory. */
export interface PrecopyInput {
  touchedMiB: number; // touched, non-zero memory: what the first round copies
  dirtyMiBps: number; // how fast the running VM writes to pages that were clean
  workingSetMiB: number; // the memory that it rewrites constantly; no round leaves more than this to copy again
  pattern?: WritePattern; // left out: at random
  hidden?: HiddenWrites; // further writes that it may do: they count for convergence, not for the figures
  bandwidthMiBps: number; // while the VM runs: the speed of the link, or the cap
  pauseMiBps?: number; // during the pause, when no cap applies and nothing else writes; left out: the same
  downtimeLimitMs: number; // the allowed pause: the rounds stop when the rest fits in it
  fixedSeconds: number; // setting up and cleaning up, regardless of the memory
  handOverMs?: number; // the part of the pause that is not copying the rest
}

export interface PrecopyPrediction {
  /** False: the rest never fits in the allowed pause; the other figures then assume a forced pause at the end. */
  converges: boolean;
  seconds: number; // from the order until the VM runs at the destination
  downtimeMs: number;
  rounds: number; // of copying while the VM runs, as the hypervisor counts them
  transferredMiB: number; // all rounds and the rest
  restMiB: number; // what the pause copies
}

/** One round: what it copies, how long that takes, and the rest to copy when it ends. */
export interface PrecopyRound {
  round: number; // from 1
  copiedMiB: number;
  seconds: number;
  remainingMiB: number; // not reached yet, and dirty again
}

/** A bandwidth of zero would make every figure infinite, which neither JSON nor a progress bar can represent. */
export const MIN_BANDWIDTH_MIBPS = 0.001;

/** QEMU checks the rest, and its bandwidth, this often: no round is shorter. */
export const WINDOW_SECONDS = 0.1;

/** Each page of 4 KiB has a header of 8 bytes. */
export const HEADERS = 1 + 8 / 4096;

/** A VM that converges writes so slowly, compared with the copy, that fewer rounds are enough. */
const MAX_PREDICTED_ROUNDS = 1000;

const bandwidthOf = (input: PrecopyInput): number => Math.max(input.bandwidthMiBps, MIN_BANDWIDTH_MIBPS);

/**
 * The memory that can be copied in the allowed pause, in MiB: QEMU's threshold, from the bandwidth that it measures.
 */
const thresholdMiB = (input: PrecopyInput): number => (bandwidthOf(input) * input.downtimeLimitMs) / 1000;

/**
 * The next round after `previous` (null: the first), by Clark et al. 2005 as QEMU implements it: QEMU reads the dirty
 * bitmap not at the end of a round but as soon as less than the threshold is left, and then once a window. Pages that
 * it had not reached remain to be copied, so a page that is written again there counts once.
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
 * The forecast of a live migration: rounds until the rest fits in `downtimeLimitMs`, then the pause that copies the
 * rest. If the rest no longer shrinks, the rounds end early, because more of them would change nothing.
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

/** A quick migration: the VM is paused while all of its memory is copied once, so the pause is the whole duration. */
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
