import type { LearnedWrites } from '../model/learned.ts';
import type { Lesson, RoundLesson } from '../model/lesson.ts';
import type { MeasuredWrites } from '../model/measured-writes.ts';
import { type HiddenWrites, WRITE_MARGIN } from './convergence.ts';
import { MIN_WEIGHT, weightOf } from './lesson.ts';
import { type Weighted, weightedMedian } from './robust.ts';
import { dirtiedMiB, dirtyRateFrom, type WritePattern, type Writes } from './writes.ts';

interface Point extends Weighted, RoundLesson {}

/** A VM is expected to write as in its last moves; older ones are outdated. */
const MAX_MOVES_OF_VM = 4;
const OLDER_WEIGHT = 0.5;
/** The memory that every guest writes besides its own work, in MiB: smaller differences mean nothing. */
const NOISE_MIB = 0.5;
/** A round that left this share of the working set shows nothing about the rate. */
const SATURATED = 0.9;
/** No VM writes faster than memory allows. */
const FASTEST_MIBPS = 1e5;
/** A round this much longer, with this result, proves that nothing was hidden. */
const LONGER = 1.8;
const SAME_RATE = 0.25;
/** Fewer measurements, or measurements of one length only, do not tell the rate from the working set. */
const MIN_MEASUREMENTS = 4;
/** The shortest measurement shows the rate if it contains less than this share of the working set; samples are noisy. */
const RATE_SHOWN = 0.25;
/** Hypervisors sample pages: the memory that counts in a measurement as much as a round of a migration, in MiB. */
const SAMPLED_AS_ROUND_MIB = 32;
/** The bandwidth of a move is known to within this: the next move at the same cap may get less. */
const RATE_NOISE = 0.05;

/**
 * How a VM writes according to its lessons and to recent measurements; null: unknown. Without a lesson the
 * measurements must be enough, and of more than one length.
 */
export function learnWrites(
  lessons: readonly Lesson[],
  nowMs: number,
  measured: readonly MeasuredWrites[] = [],
): LearnedWrites | null {
  const latest = lessons
    .filter((lesson) => weightOf(lesson, nowMs) >= MIN_WEIGHT)
    .sort((a, b) => b.endedAtMs - a.endedAtMs)
    .slice(0, MAX_MOVES_OF_VM);
  const [newest] = latest;
  if (newest === undefined && !isEnough(measured)) return null;
  const rounds = latest.flatMap((lesson, index) =>
    lesson.rounds.map((round) => pointOf(round, OLDER_WEIGHT ** index)),
  );
  const points = [...rounds, ...averagesByLength(measured)];
  const touched = latest.flatMap(({ touchedMiB }, index) =>
    touchedMiB === null ? [] : [{ value: touchedMiB, weight: OLDER_WEIGHT ** index }],
  );
  const touchedMiB = weightedMedian(touched);
  const writes = fitWrites(points, touchedMiB);
  if (writes === null) return null;
  const hidden = newest === undefined ? hiddenInMeasured(points, writes) : hiddenIn(rounds, writes, latest);
  const from = newest === undefined ? { seenAtMs: nowMs, isMeasured: true } : { seenAtMs: newest.endedAtMs };
  return { ...writes, ...(hidden ? { hidden } : {}), touchedMiB, ...from };
}

const isEnough = (measured: readonly MeasuredWrites[]): boolean =>
  measured.length >= MIN_MEASUREMENTS && new Set(measured.map(({ seconds }) => seconds)).size > 1;

/**
 * One point for each length of the measurements, their mean: hypervisors sample pages, and the samples of a quiet VM are
 * mostly empty, so that a median would be 0. The more pages were hit, the less chance there is in it, and the more it counts.
 */
function averagesByLength(measured: readonly MeasuredWrites[]): Point[] {
  return [...Map.groupBy(measured, ({ seconds }) => seconds)].map(([seconds, same]) => {
    const hitMiB = same.reduce((sum, each) => sum + each.dirtiedMiB, 0);
    const weight = Math.min(1, (hitMiB + NOISE_MIB) / SAMPLED_AS_ROUND_MIB);
    return pointOf({ seconds, dirtiedMiB: hitMiB / same.length, isLeast: false }, weight);
  });
}

/** If the shortest measurement already contains much of the working set, the VM may write it at any rate. */
function hiddenInMeasured(points: readonly Point[], writes: Writes): HiddenWrites | null {
  const { dirtyMiBps, workingSetMiB, pattern } = writes;
  const shortest = points.reduce((least, point) => (point.seconds < least.seconds ? point : least));
  const expected = dirtiedMiB(dirtyMiBps, workingSetMiB, shortest.seconds, pattern);
  if (Math.max(expected, shortest.value) < RATE_SHOWN * workingSetMiB) return null;
  return { workingSetMiB, dirtyMiBps: FASTEST_MIBPS };
}

const pointOf = (round: RoundLesson, weight: number): Point => ({
  ...round,
  value: round.dirtiedMiB,
  weight,
});

/**
 * What the shortest observed round may hide. Nothing, if a round at least LONGER times as long had the same rate:
 * constantly rewritten memory would have given a lower one.
 */
function hiddenIn(points: readonly Point[], writes: Writes, moves: readonly Lesson[]): HiddenWrites | null {
  const sure = points.filter((point) => !point.isLeast);
  const informative = sure.filter((point) => point.value < SATURATED * writes.workingSetMiB);
  const rateOf = ({ value, seconds }: Point): number => value / seconds;
  const isShown = informative.some((short) =>
    informative.some(
      (long) =>
        long.seconds >= LONGER * short.seconds &&
        Math.abs(rateOf(long) / rateOf(short) - 1) < SAME_RATE &&
        rateOf(short) > writes.dirtyMiBps * (1 - SAME_RATE),
    ),
  );
  if (isShown) return null;
  const least = Math.min(...sure.map(({ value }) => value));
  const workingSetMiB = Number.isFinite(least) ? least : writes.workingSetMiB;
  return { workingSetMiB, dirtyMiBps: mostBy(moves, workingSetMiB, writes.dirtyMiBps) };
}

/** A move that ended although this much did not fit in its pause: the VM wrote more slowly than it was copied. */
function mostBy(moves: readonly Lesson[], workingSetMiB: number, dirtyMiBps: number): number {
  const rates = moves.flatMap(({ isDone, isForced, copyMiBps, targetPauseMs }) => {
    if (!isDone || isForced || copyMiBps === null || copyMiBps <= dirtyMiBps) return [];
    return workingSetMiB > (copyMiBps * targetPauseMs) / 1000 ? [copyMiBps] : [];
  });
  return Math.min(FASTEST_MIBPS, (1 - RATE_NOISE) * Math.min(...rates)) / WRITE_MARGIN;
}

const patterns: readonly WritePattern[] = ['sweep', 'random'];
const STEPS = 40;
const NOTICEABLE_ERROR = 0.02;

/**
 * The curve of `dirtiedMiB` that fits best, by the weighted mean of the errors' logarithms, each of which is limited.
 */
function fitWrites(points: readonly Point[], touchedMiB: number | null): Writes | null {
  if (points.length === 0) return null;
  const most = Math.max(...points.map(({ value }) => value));
  const ceiling = Math.max(touchedMiB ?? 0, most, NOISE_MIB);
  const least = Math.max(most / 4, NOISE_MIB);
  const sizes = Array.from({ length: STEPS + 1 }, (_, i) => ceiling * (least / ceiling) ** (i / STEPS));
  let best: { writes: Writes; error: number } | null = null;
  for (const pattern of patterns) {
    for (const workingSetMiB of sizes) {
      for (const dirtyMiBps of ratesFor(points, workingSetMiB, pattern)) {
        const writes = { workingSetMiB, pattern, dirtyMiBps };
        const error = errorOf(points, writes);
        // a smaller working set, or random writes, must be proved: the careful assumptions come first
        if (best === null || error < best.error - NOTICEABLE_ERROR) best = { writes, error };
      }
    }
  }
  return best?.writes ?? null;
}

/**
 * Candidate rates over this working set, in MiB/s: by the points that show how fast the VM writes, and by those that
 * only give a lower bound. Where every round saw the whole working set, the VM writes at least as fast as the fastest.
 */
function ratesFor(points: readonly Point[], workingSetMiB: number, pattern: WritePattern): number[] {
  const rates = points.flatMap(({ seconds, value, weight, isLeast }) => {
    const rate = dirtyRateFrom(value, seconds, { workingSetMiB, pattern });
    return rate === null || value > SATURATED * workingSetMiB ? [] : [{ value: rate, weight, isLeast }];
  });
  const [least, shown] = [true, false].map((is) =>
    weightedMedian(rates.filter(({ isLeast }) => isLeast === is)),
  );
  const found = [shown, least].flatMap((rate) => rate ?? []);
  return found.length > 0 ? found : [Math.max(...points.map(({ seconds, value }) => value / seconds))];
}

function errorOf(points: readonly Point[], { dirtyMiBps, workingSetMiB, pattern }: Writes): number {
  let [sum, weights] = [0, 0];
  for (const { seconds, value, weight, isLeast } of points) {
    const expected = dirtiedMiB(dirtyMiBps, workingSetMiB, seconds, pattern);
    const signed = Math.log((expected + NOISE_MIB) / (value + NOISE_MIB));
    const error = isLeast ? Math.max(0, -signed) : Math.abs(signed);
    sum += weight * Math.min(error, 1); // one outlier counts no more than any other error
    weights += weight;
  }
  return sum / weights;
}
