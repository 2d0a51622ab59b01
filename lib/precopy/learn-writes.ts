import { type HiddenWrites, WRITE_MARGIN } from './convergence.ts';
import { copyRateMiBps, type FinishedMove, LEAST_WEIGHT, weightOf } from './finished-move.ts';
import { HEADERS, WINDOW_SECONDS } from './predict.ts';
import { type Weighted, weightedMedian } from './robust.ts';
import { dirtiedMiB, dirtyRateFrom, type WritePattern, type Writes } from './writes.ts';

/** How a VM writes memory, as its last migrations showed. */
export interface LearnedWrites extends Writes {
  hidden?: HiddenWrites; // left out: the rounds were long and short enough to show all that it writes
  touchedMiB: number | null; // what the first round of a migration copies
  seenAtMs: number; // when the last of those migrations ended
}

/** One round's lesson: so much was dirty again after so long. */
interface Point extends Weighted {
  seconds: number; // value: MiB
  isLeast: boolean; // no more than was copied can get dirty again: it may have been written faster
}

const BYTES_PER_MIB = 1024 * 1024;

/** A VM writes tomorrow as it did in its last moves; older ones tell of another day. */
const MOST_MOVES = 4;
const OLDER_WEIGHT = 0.5;
/** What every guest writes besides its own work, in MiB: smaller differences say nothing. */

const NOISE_MIB = 0.5;
/** A point that is this near to the working set says nothing of the rate; one this near to the bandwidth, the least. */
const SATURATED = 0.9;
const NEAR_BANDWIDTH = 0.75;
/** No VM writes faster than memory takes it. */
const FASTEST_MIBPS = 1e5;
const LONGER = 1.8;
const SAME_RATE = 0.25;

/** What the finished moves of one VM tell of how it writes; null: nothing. */
export function learnWrites(moves: readonly FinishedMove[], nowMs: number): LearnedWrites | null {
  const latest = moves
    .filter((move) => weightOf(move, nowMs) >= LEAST_WEIGHT)
    .sort((a, b) => b.endedAtMs - a.endedAtMs)
    .slice(0, MOST_MOVES);
  const [newest] = latest;
  if (newest === undefined) return null;
  const points = latest.flatMap((move, index) => pointsOf(move, OLDER_WEIGHT ** index));
  const touched = latest.flatMap(({ touchedMiB }, index) =>
    touchedMiB === null ? [] : [{ value: touchedMiB, weight: OLDER_WEIGHT ** index }],
  );
  const touchedMiB = weightedMedian(touched);
  const writes = fitWrites(points, touchedMiB);
  if (writes === null) return null;
  const hidden = hiddenIn(points, writes, latest);
  return { ...writes, ...(hidden ? { hidden } : {}), touchedMiB, seenAtMs: newest.endedAtMs };
}

/**
 * What the shortest round that was seen may hide. Nothing, when a round at least LONGER as long had the same rate:
 * memory written over and over would have shown as a lower one.
 */
function hiddenIn(
  points: readonly Point[],
  writes: Writes,
  moves: readonly FinishedMove[],
): HiddenWrites | null {
  const telling = points.filter((point) => !point.isLeast && point.value < SATURATED * writes.workingSetMiB);
  const rateOf = ({ value, seconds }: Point): number => value / seconds;
  const isShown = telling.some((short) =>
    telling.some(
      (long) =>
        long.seconds >= LONGER * short.seconds &&
        Math.abs(rateOf(long) / rateOf(short) - 1) < SAME_RATE &&
        rateOf(short) > writes.dirtyMiBps * (1 - SAME_RATE),
    ),
  );
  if (isShown) return null;
  const workingSetMiB = Math.min(...points.filter(({ isLeast }) => !isLeast).map(({ value }) => value));
  const least = Number.isFinite(workingSetMiB) ? workingSetMiB : writes.workingSetMiB;
  return { workingSetMiB: least, dirtyMiBps: mostBy(moves, least, writes.dirtyMiBps) };
}

/** A move that ended although so much did not fit in its pause: the VM wrote it more slowly than it was copied. */
function mostBy(moves: readonly FinishedMove[], workingSetMiB: number, dirtyMiBps: number): number {
  const rates = moves.flatMap((move) => {
    const rate = copyRateMiBps(move);
    const isProof = move.isDone && rate !== null && workingSetMiB > (rate * move.targetPauseMs) / 1000;
    return isProof && rate > dirtyMiBps ? [rate] : [];
  });
  return Math.min(FASTEST_MIBPS, ...rates) / WRITE_MARGIN;
}

/**
 * What each round that was seen showed. The hypervisor says how much got dirty a second since it last worked that out,
 * which it does at the first end of a round that is more than a second after the last time; the looks tell how long ago
 * that was. A move that ended between two looks shows only how much it copied more than once.
 */
export function pointsOf(move: FinishedMove, weight: number): Point[] {
  const rate = copyRateMiBps(move);
  const [first] = move.track;
  if (first === undefined || rate === null || rate <= 0) return [];
  const points: Point[] = [];
  const startMs = first.elapsedMs - (first.bytesProcessed / BYTES_PER_MIB / rate) * 1000;
  let worked = { atMs: startMs, round: first.round };
  for (const [index, look] of move.track.entries()) {
    const before = move.track[index - 1] ?? first;
    if (look.round === before.round || look.dirtyMiBps === before.dirtyMiBps) continue;
    const share = 1 / (look.round - before.round + 1);
    const atMs = before.elapsedMs + share * (look.elapsedMs - before.elapsedMs);
    const rounds = before.round - worked.round + 1;
    const seconds = Math.max(WINDOW_SECONDS, (atMs - worked.atMs) / 1000 / rounds);
    const isLeast = look.dirtyMiBps > NEAR_BANDWIDTH * rate;
    points.push({ seconds, value: look.dirtyMiBps * seconds, weight, isLeast });
    worked = { atMs, round: before.round + 1 };
  }
  if (points.length > 0 || !move.isDone || move.transferredMiB === null || move.touchedMiB === null)
    return points;
  const again = Math.max(0, move.transferredMiB / HEADERS - move.touchedMiB);
  return [{ seconds: move.touchedMiB / rate, value: again, weight, isLeast: false }];
}

const patterns: readonly WritePattern[] = ['sweep', 'random'];
const STEPS = 40;
const TELLING = 0.02;

/** The curve of `dirtiedMiB` that fits best, by the weighted median of the errors' logarithms. */
export function fitWrites(points: readonly Point[], touchedMiB: number | null): Writes | null {
  if (points.length === 0) return null;
  const most = Math.max(...points.map(({ value }) => value));
  const ceiling = Math.max(touchedMiB ?? 0, most);
  const least = Math.max(most / 4, NOISE_MIB);
  const sizes = Array.from({ length: STEPS + 1 }, (_, i) => ceiling * (least / ceiling) ** (i / STEPS));
  let best: { writes: Writes; error: number } | null = null;
  for (const pattern of patterns) {
    for (const workingSetMiB of sizes) {
      const writes = { workingSetMiB, pattern, dirtyMiBps: rateFor(points, workingSetMiB, pattern) };
      const error = errorOf(points, writes);
      // a smaller working set, or writing at random, must be seen: the careful ones come first
      if (best === null || error < best.error - TELLING) best = { writes, error };
    }
  }
  return best?.writes ?? null;
}

function rateFor(points: readonly Point[], workingSetMiB: number, pattern: WritePattern): number {
  const rates = points.flatMap(({ seconds, value, weight, isLeast }) => {
    const rate = dirtyRateFrom(value, seconds, { workingSetMiB, pattern });
    return rate === null || value > SATURATED * workingSetMiB ? [] : [{ value: rate, weight, isLeast }];
  });
  const found = weightedMedian(rates.filter(({ isLeast }) => !isLeast)) ?? weightedMedian(rates);
  // none: each saw the whole working set, so it writes at least this fast
  return found ?? Math.max(...points.map(({ seconds, value }) => value / seconds));
}

function errorOf(points: readonly Point[], { dirtyMiBps, workingSetMiB, pattern }: Writes): number {
  let [sum, weights] = [0, 0];
  for (const { seconds, value, weight, isLeast } of points) {
    const expected = dirtiedMiB(dirtyMiBps, workingSetMiB, seconds, pattern);
    const signed = Math.log((expected + NOISE_MIB) / (value + NOISE_MIB));
    const error = isLeast ? Math.max(0, -signed) : Math.abs(signed);
    sum += weight * Math.min(error, 1); // one wild round counts as any other that is wrong
    weights += weight;
  }
  return sum / weights;
}
