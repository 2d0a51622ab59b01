/** What decides how a copy of memory goes. */
export interface PrecopyInput {
  touchedMiB: number; // touched, non-zero memory: what the first round copies
  dirtyMiBps: number; // how fast the running VM writes to pages that were clean
  workingSetMiB: number; // how much it writes over and over; no round leaves more than this to copy again
  bandwidthMiBps: number;
  downtimeLimitMs: number; // the pause that is allowed: the rounds stop when the rest fits in it
  maxRounds: number;
  fixedSeconds: number; // setting up and handing over, whatever the memory
}

export interface PrecopyPrediction {
  /** False: the rest never fits in the allowed pause; the other figures then are those of a forced pause at the end. */
  converges: boolean;
  seconds: number; // from the order to the VM running at the destination
  downtimeMs: number;
  rounds: number; // of copying while the VM runs
  transferredMiB: number; // all rounds and the rest
}

/** One round: what it copies, how long that takes, and what got dirty meanwhile and is left to copy again. */
export interface PrecopyRound {
  round: number; // from 1
  copiedMiB: number;
  seconds: number;
  remainingMiB: number;
}

/** A bandwidth of zero would make every figure infinite, which neither JSON nor a progress bar can hold. */
const LEAST_BANDWIDTH_MIBPS = 0.001;

/**
 * Memory that is dirty again after `seconds` of copying, in MiB: W * (1 - exp(-D * t / W)), D the dirty rate and W the
 * writable working set. The same page written twice is copied once, so it grows with D * t at first and ends at W.
 */
export function dirtiedMiB(dirtyMiBps: number, workingSetMiB: number, seconds: number): number {
  if (dirtyMiBps <= 0 || workingSetMiB <= 0 || seconds <= 0) return 0;
  return -workingSetMiB * Math.expm1((-dirtyMiBps * seconds) / workingSetMiB);
}

/** The next round after `previous` (null: the first), by Clark et al. 2005: round i copies what round i-1 left dirty. */
export function nextRound(input: PrecopyInput, previous: PrecopyRound | null): PrecopyRound {
  const copiedMiB = previous === null ? input.touchedMiB : previous.remainingMiB;
  const seconds = copiedMiB / Math.max(input.bandwidthMiBps, LEAST_BANDWIDTH_MIBPS);
  const dirty = dirtiedMiB(input.dirtyMiBps, input.workingSetMiB, seconds);
  return {
    round: previous === null ? 1 : previous.round + 1,
    copiedMiB,
    seconds,
    remainingMiB: Math.min(dirty, input.touchedMiB),
  };
}

/** Whether what a round left can be copied within the allowed pause. */
export function fitsInPause(input: PrecopyInput, remainingMiB: number): boolean {
  return (
    remainingMiB <= (Math.max(input.bandwidthMiBps, LEAST_BANDWIDTH_MIBPS) * input.downtimeLimitMs) / 1000
  );
}

/**
 * How a live migration will go: rounds until the rest fits in `downtimeLimitMs` or `maxRounds` have run, then the pause
 * that copies the rest. A rest that no longer shrinks ends the rounds early: more of them would change nothing.
 */
export function predictLive(input: PrecopyInput): PrecopyPrediction {
  const bandwidth = Math.max(input.bandwidthMiBps, LEAST_BANDWIDTH_MIBPS);
  let round = nextRound(input, null);
  let seconds = round.seconds;
  let transferredMiB = round.copiedMiB;
  let isStuck = false;
  while (!fitsInPause(input, round.remainingMiB) && round.round < input.maxRounds && !isStuck) {
    const next = nextRound(input, round);
    seconds += next.seconds;
    transferredMiB += next.copiedMiB;
    isStuck = next.remainingMiB >= round.remainingMiB * 0.999;
    round = next;
  }
  const pauseSeconds = round.remainingMiB / bandwidth;
  return {
    converges: fitsInPause(input, round.remainingMiB),
    seconds: seconds + pauseSeconds + input.fixedSeconds,
    downtimeMs: pauseSeconds * 1000,
    rounds: round.round,
    transferredMiB: transferredMiB + round.remainingMiB,
  };
}

/** A quick migration: the VM stands still while all of its memory is copied once, so the pause is the whole of it. */
export function predictQuick(input: PrecopyInput): PrecopyPrediction {
  const seconds =
    input.touchedMiB / Math.max(input.bandwidthMiBps, LEAST_BANDWIDTH_MIBPS) + input.fixedSeconds;
  return {
    converges: true,
    seconds,
    downtimeMs: seconds * 1000,
    rounds: 1,
    transferredMiB: input.touchedMiB,
  };
}
