import { type PrecopyPrediction, predictLive, predictQuick } from './predict.ts';
import { Queue } from './queue.ts';
import type { RunHost, RunLimits, RunMove } from './run.ts';
import { shareLinks } from './share-links.ts';

export interface MovePrediction extends PrecopyPrediction {
  startSeconds: number; // since the run began
  bandwidthMiBps: number; // what the copy got, on average
}

export interface RunOutlook {
  seconds: number; // until the last move has ended
  transferredMiB: number;
  moves: MovePrediction[]; // as the moves of the run
}

interface Active {
  move: RunMove;
  startSeconds: number;
  leftSeconds: number; // of the time without copying
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
 * A whole run: moves start as the queue allows, and share the links of their hosts fairly while they copy. A move
 * with less bandwidth copies more, because the VM keeps writing. Each progresses by 1 / (its duration at its current
 * bandwidth) a second.
 */
export function predictRun(
  moves: readonly RunMove[],
  hosts: readonly RunHost[],
  limits: RunLimits,
): RunOutlook {
  const predictions = new Map<RunMove, MovePrediction>();
  const queue = new Queue({ limits, hosts, waiting: moves });
  const links = new Map(hosts.map(({ id }, index) => [id, index]));
  const capacities = hosts.map(({ linkMiBps }) => linkMiBps);
  let active: Active[] = [];
  let now = 0;
  for (;;) {
    active.push(...queue.open().map((move) => begin(move, now, limits)));
    if (active.length === 0) break;
    giveRates(active, links, capacities);
    const step = Math.min(...active.map(secondsToChange));
    for (const each of active) advance(each, step);
    now += step;
    for (const each of active.filter(isOver)) {
      predictions.set(each.move, sumUp(each, now, limits));
      queue.end(each.move);
    }
    active = active.filter(({ move }) => !predictions.has(move));
  }
  const all = moves.flatMap((move) => predictions.get(move) ?? []);
  return {
    seconds: now,
    transferredMiB: all.reduce((sum, move) => sum + move.transferredMiB, 0),
    moves: all,
  };
}

const NOTHING: PrecopyPrediction = {
  converges: true,
  seconds: 0,
  downtimeMs: 0,
  rounds: 0,
  transferredMiB: 0,
  restMiB: 0,
};

function begin(move: RunMove, startSeconds: number, { overheadSeconds }: RunLimits): Active {
  const still = { done: 0, transferredMiB: 0, copySeconds: 0, ends: true, rateMiBps: 0 };
  return { move, startSeconds, leftSeconds: move.fixedSeconds + overheadSeconds, ...still, last: NOTHING };
}

/** The share of the links that each copy gets from now on, and its forecast with that. */
function giveRates(
  active: readonly Active[],
  links: ReadonlyMap<string, number>,
  capacities: readonly number[],
): void {
  const copying = active.filter(isCopying);
  const flows = copying.map(({ move }) => ({
    from: links.get(move.fromHostId) ?? 0,
    to: links.get(move.toHostId) ?? 0,
    capMiBps: move.copy?.bandwidthMiBps ?? null,
  }));
  const rates = shareLinks(flows, capacities);
  copying.forEach((each, i) => {
    const { copy } = each.move;
    const rate = rates[i] ?? 0;
    if (copy === null || rate === each.rateMiBps) return;
    each.rateMiBps = rate;
    const input = { ...copy, bandwidthMiBps: rate, fixedSeconds: 0 };
    each.last = copy.kind === 'quick' ? predictQuick(input) : predictLive(input);
    each.ends &&= each.last.converges;
  });
}

const isCopying = ({ move, leftSeconds }: Active): boolean => move.copy !== null && leftSeconds <= NO_TIME;
const isOver = ({ move, leftSeconds, done }: Active): boolean =>
  leftSeconds <= NO_TIME && (move.copy === null || done >= DONE);

function secondsToChange(each: Active): number {
  return isCopying(each) ? (1 - each.done) * each.last.seconds : each.leftSeconds;
}

function advance(each: Active, seconds: number): void {
  if (!isCopying(each)) {
    each.leftSeconds -= seconds;
    return;
  }
  const share = each.last.seconds > NO_TIME ? Math.min(1 - each.done, seconds / each.last.seconds) : 1;
  each.done += share;
  each.transferredMiB += share * each.last.transferredMiB;
  each.copySeconds += seconds;
}

function sumUp(each: Active, now: number, { overheadSeconds }: RunLimits): MovePrediction {
  const { copySeconds, transferredMiB, last } = each;
  return {
    ...last,
    converges: each.ends,
    startSeconds: each.startSeconds,
    seconds: now - each.startSeconds - overheadSeconds,
    transferredMiB,
    bandwidthMiBps: copySeconds > NO_TIME ? transferredMiB / copySeconds : 0,
  };
}
