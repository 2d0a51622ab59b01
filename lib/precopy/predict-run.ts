import { type PrecopyPrediction, predictLive, predictQuick } from './predict.ts';
import type { RunHost, RunLimits, RunMove } from './run.ts';
import { RunGate } from './run-gate.ts';
import { shareLinks } from './share-links.ts';

export interface MoveOutlook extends PrecopyPrediction {
  startSeconds: number; // since the run began
  bandwidthMiBps: number; // what the copy got, on average
}

export interface RunOutlook {
  seconds: number; // until the last move has ended
  transferredMiB: number;
  moves: MoveOutlook[]; // as the moves of the run
}

interface Active {
  index: number;
  startSeconds: number;
  leftSeconds: number; // of what is no copying
  done: number; // share of the copy, 0 to 1
  transferredMiB: number;
  copySeconds: number;
  ends: boolean;
  last: PrecopyPrediction;
  rateMiBps: number;
}

const DONE = 1 - 1e-9;
const NO_TIME = 1e-9;

/**
 * A whole run: moves begin in their order as soon as limits and the destination's memory allow, and share the links of
 * their hosts fairly while they copy. A move that gets less bandwidth copies more, since the VM writes for longer; each
 * gets on by 1 / (what it would take at its present bandwidth) a second.
 */
export function predictRun(
  moves: readonly RunMove[],
  hosts: readonly RunHost[],
  limits: RunLimits,
): RunOutlook {
  const outlooks = new Map<number, MoveOutlook>();
  const gate = new RunGate(moves, hosts, limits);
  let active: Active[] = [];
  let now = 0;
  for (;;) {
    const started = gate.open(active.length === 0);
    active.push(...started.map((index) => begin(moves, index, now, limits)));
    if (active.length === 0) break;
    giveRates(active, moves, hosts);
    const step = Math.min(...active.map((move) => secondsToChange(move, copyOf(moves, move.index))));
    for (const move of active) advance(move, copyOf(moves, move.index), step);
    now += step;
    for (const move of active.filter((each) => isOver(each, copyOf(moves, each.index)))) {
      outlooks.set(move.index, sumUp(move, now, limits));
      gate.close(move.index);
    }
    active = active.filter((move) => !outlooks.has(move.index));
  }
  const all = moves.map((_, index) => outlooks.get(index) as MoveOutlook);
  return {
    seconds: now,
    transferredMiB: all.reduce((sum, move) => sum + move.transferredMiB, 0),
    moves: all,
  };
}

const copyOf = (moves: readonly RunMove[], index: number) => moves[index]?.copy ?? null;

const NOTHING: PrecopyPrediction = {
  converges: true,
  seconds: 0,
  downtimeMs: 0,
  rounds: 0,
  transferredMiB: 0,
  restMiB: 0,
};

function begin(
  moves: readonly RunMove[],
  index: number,
  startSeconds: number,
  { overheadSeconds }: RunLimits,
): Active {
  const leftSeconds = (moves[index]?.fixedSeconds ?? 0) + overheadSeconds;
  const still = { done: 0, transferredMiB: 0, copySeconds: 0, ends: true, rateMiBps: 0 };
  return { index, startSeconds, leftSeconds, ...still, last: NOTHING };
}

/** The share of the links that each copy gets from now on, and how it would go at that. */
function giveRates(active: readonly Active[], moves: readonly RunMove[], hosts: readonly RunHost[]): void {
  const copying = active.filter((move) => isCopying(move, copyOf(moves, move.index)));
  const flows = copying.map(({ index }) => ({
    from: moves[index]?.fromHost ?? 0,
    to: moves[index]?.toHost ?? 0,
    capMiBps: moves[index]?.copy?.bandwidthMiBps ?? null,
  }));
  const rates = shareLinks(
    flows,
    hosts.map(({ linkMiBps }) => linkMiBps),
  );
  copying.forEach((move, i) => {
    const copy = copyOf(moves, move.index);
    const rate = rates[i] ?? 0;
    if (copy === null || rate === move.rateMiBps) return;
    move.rateMiBps = rate;
    const input = { ...copy, bandwidthMiBps: rate, fixedSeconds: 0 };
    move.last = copy.kind === 'quick' ? predictQuick(input) : predictLive(input);
    move.ends &&= move.last.converges;
  });
}

const isCopying = (move: Active, copy: RunMove['copy']): boolean =>
  copy !== null && move.leftSeconds <= NO_TIME;
const isOver = (move: Active, copy: RunMove['copy']): boolean =>
  move.leftSeconds <= NO_TIME && (copy === null || move.done >= DONE);

function secondsToChange(move: Active, copy: RunMove['copy']): number {
  return isCopying(move, copy) ? (1 - move.done) * move.last.seconds : move.leftSeconds;
}

function advance(move: Active, copy: RunMove['copy'], seconds: number): void {
  if (!isCopying(move, copy)) {
    move.leftSeconds -= seconds;
    return;
  }
  const share = move.last.seconds > NO_TIME ? Math.min(1 - move.done, seconds / move.last.seconds) : 1;
  move.done += share;
  move.transferredMiB += share * move.last.transferredMiB;
  move.copySeconds += seconds;
}

function sumUp(move: Active, now: number, { overheadSeconds }: RunLimits): MoveOutlook {
  const { copySeconds, transferredMiB, last } = move;
  return {
    ...last,
    converges: move.ends,
    startSeconds: move.startSeconds,
    seconds: now - move.startSeconds - overheadSeconds,
    transferredMiB,
    bandwidthMiBps: copySeconds > NO_TIME ? transferredMiB / copySeconds : 0,
  };
}
