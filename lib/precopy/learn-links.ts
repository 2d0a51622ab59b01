import type { LearnedLink } from '../model/learned.ts';
import type { Lesson } from '../model/lesson.ts';
import { MIN_WEIGHT, weightOf } from './lesson.ts';
import { theilSenSlope, type Weighted, weightedMedian } from './robust.ts';

/** A lesson, and the memory that the pause of its move had to copy according to the model; null: unknown. */
export interface LinkLesson extends Lesson {
  restMiB: number | null;
}

/** Fewer moves than this teach nothing about a pair of hosts: then the source host counts, then the cluster. */
export const MIN_MOVES_OF_PAIR = 3;

/** A move that gets less than this share of its cap is limited by the link, not by the cap. */
const CAP_REACHED = 0.85;
/** While a VM is paused its memory is copied at most this many times faster. */
const MAX_SPEED_UP = 20;
/** The cost of the line through the pauses is the square of this number. */
const MAX_PAUSES = 60;

/**
 * The values of every pair of hosts, every source host, and the cluster with at least MIN_MOVES_OF_PAIR finished
 * moves.
 */
export function learnLinks(lessons: readonly LinkLesson[], nowMs: number): LearnedLink[] {
  const known = lessons.filter((lesson) => lesson.isDone && weightOf(lesson, nowMs) >= MIN_WEIGHT);
  const pairs = Map.groupBy(known, ({ fromHostId, toHostId }) => JSON.stringify([fromHostId, toHostId]));
  const sources = Map.groupBy(known, ({ fromHostId }) => JSON.stringify([fromHostId, null]));
  const groups = [...pairs, ...sources, [JSON.stringify([null, null]), known] as const];
  const capShare = capShareOf(known, nowMs);
  return groups.flatMap(([key, group]) => {
    if (group.length < MIN_MOVES_OF_PAIR) return [];
    const [fromHostId, toHostId] = JSON.parse(key) as [string | null, string | null];
    return [{ fromHostId, toHostId, ...sumUp(group, nowMs), capShare }];
  });
}

/** How closely a hypervisor keeps to a cap does not depend on the link: all moves of the cluster count. */
function capShareOf(lessons: readonly LinkLesson[], nowMs: number): number {
  const shares = lessons.flatMap((lesson) => {
    const { copyMiBps, capMiBps } = lesson;
    return copyMiBps !== null && capMiBps !== null && hasReachedCap(lesson)
      ? [{ value: copyMiBps / capMiBps, weight: weightOf(lesson, nowMs) }]
      : [];
  });
  return weightedMedian(shares) ?? 1;
}

const hasReachedCap = ({ copyMiBps, capMiBps }: LinkLesson): boolean =>
  copyMiBps !== null && capMiBps !== null && copyMiBps >= CAP_REACHED * capMiBps;

function sumUp(
  group: readonly LinkLesson[],
  nowMs: number,
): Omit<LearnedLink, 'fromHostId' | 'toHostId' | 'capShare'> {
  const free: Weighted[] = [];
  const fixed: Weighted[] = [];
  let leastMiBps = 0;
  for (const lesson of group) {
    const weight = weightOf(lesson, nowMs);
    const { copyMiBps, fixedSeconds, sharing } = lesson;
    if (fixedSeconds !== null) fixed.push({ value: fixedSeconds, weight });
    if (copyMiBps === null) continue;
    if (hasReachedCap(lesson)) leastMiBps = Math.max(leastMiBps, copyMiBps);
    else free.push({ value: copyMiBps * Math.max(1, sharing), weight });
  }
  const bandwidthMiBps = weightedMedian(free);
  return {
    bandwidthMiBps,
    leastMiBps,
    fixedSeconds: weightedMedian(fixed) ?? 0,
    ...learnPause(group, nowMs, bandwidthMiBps ?? leastMiBps),
    moves: group.length,
  };
}

/**
 * A straight line through the pauses over what they copied: its slope gives the speed, its intercept the hand-over
 * time.
 */
function learnPause(
  group: readonly LinkLesson[],
  nowMs: number,
  leastMiBps: number,
): Pick<LearnedLink, 'pauseMiBps' | 'handOverMs'> {
  const newest = [...group].sort((a, b) => b.endedAtMs - a.endedAtMs).slice(0, MAX_PAUSES);
  const pauses = newest.flatMap((lesson) =>
    lesson.downtimeMs === null || lesson.restMiB === null || lesson.isForced
      ? []
      : [{ x: lesson.restMiB, y: lesson.downtimeMs, weight: weightOf(lesson, nowMs) }],
  );
  const slope = theilSenSlope(pauses);
  const isKnown = slope !== null && pauses.length >= MIN_MOVES_OF_PAIR && leastMiBps > 0;
  const msPerMiB = isKnown
    ? Math.min(1000 / leastMiBps, Math.max(1000 / (leastMiBps * MAX_SPEED_UP), slope))
    : 0;
  const heights = pauses.map(({ x, y, weight }) => ({ value: Math.max(0, y - msPerMiB * x), weight }));
  return { pauseMiBps: isKnown ? 1000 / msPerMiB : null, handOverMs: weightedMedian(heights) ?? 0 };
}
