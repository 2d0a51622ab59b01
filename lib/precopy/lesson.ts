import type { Lesson, RoundLesson } from '../model/lesson.ts';
import { HEADERS, WINDOW_SECONDS } from './predict.ts';
import { theilSenSlope } from './robust.ts';

/** One point of the curve of a running migration. */
export interface TrackPoint {
  elapsedMs: number;
  bytesProcessed: number;
  round: number;
  dirtyMiBps: number; // the memory dirtied since the hypervisor last computed it, divided by the time since then
  throttlePercent?: number | null; // by how much the VM was throttled
}

/** A migration that has ended. Null: not known. */
export interface FinishedMove {
  vmId: string;
  fromHostId: string;
  toHostId: string;
  endedAtMs: number;
  isDone: boolean; // the VM arrived; otherwise it was cancelled or failed in progress
  isForced: boolean; // its completion was forced: the VM was paused, or ran at the destination before its memory was there
  capMiBps: number | null; // null: none was set
  targetPauseMs: number;
  elapsedMs: number | null;
  downtimeMs: number | null;
  transferredMiB: number | null;
  bandwidthMiBps: number | null; // of the whole copy
  touchedMiB: number | null; // what the first round copied
  /** How many moves shared the busier of its hosts on average, itself included. */
  sharing: number;
  track: readonly TrackPoint[];
}

const DAY_MS = 86_400_000;
const HALF_LIFE_DAYS = 7;

/** The weight of a lesson: half after a week, a quarter after two. Hosts, links and VMs change. */
export const weightOf = (lesson: Lesson, nowMs: number): number =>
  2 ** (-Math.max(0, nowMs - lesson.endedAtMs) / (HALF_LIFE_DAYS * DAY_MS));

/** Lessons with less weight than this are dropped: after six weeks. */
export const MIN_WEIGHT = 1 / 64;

/** What a migration teaches, from its final statistics and from the points of its curve. */
export function lessonOf(move: FinishedMove): Lesson {
  const { elapsedMs, transferredMiB, bandwidthMiBps } = move;
  const copyMiBps = copyRateOf(move);
  const hasAll =
    elapsedMs !== null && transferredMiB !== null && bandwidthMiBps !== null && bandwidthMiBps > 0;
  return {
    vmId: move.vmId,
    fromHostId: move.fromHostId,
    toHostId: move.toHostId,
    endedAtMs: move.endedAtMs,
    isDone: move.isDone,
    isForced: move.isForced,
    capMiBps: move.capMiBps,
    targetPauseMs: move.targetPauseMs,
    sharing: move.sharing,
    copyMiBps,
    fixedSeconds: hasAll ? Math.max(0, elapsedMs / 1000 - transferredMiB / bandwidthMiBps) : null,
    downtimeMs: move.downtimeMs,
    touchedMiB: move.touchedMiB,
    rounds: copyMiBps === null ? [] : roundsOf(move, copyMiBps),
  };
}

const BYTES_PER_MIB = 1024 * 1024;
const MIN_TRACK_POINTS = 4;
/** The cost of the slope is the square of this number. */
const MAX_SLOPE_POINTS = 100;

/** MiB/s while the VM ran: the slope of the bytes sent over time, which neither a slow start nor the end disturbs. */
function copyRateOf({ track, bandwidthMiBps }: FinishedMove): number | null {
  if (track.length < MIN_TRACK_POINTS) return bandwidthMiBps;
  const every = Math.ceil(track.length / MAX_SLOPE_POINTS);
  const points = track.filter((_, index) => index % every === 0);
  const slope = theilSenSlope(
    points.map((point) => ({ x: point.elapsedMs / 1000, y: point.bytesProcessed / BYTES_PER_MIB })),
  );
  return slope !== null && slope > 0 ? slope : bandwidthMiBps;
}

/** A rate this close to the bandwidth is only a lower bound. */
const NEAR_BANDWIDTH = 0.75;
const MAX_LESSON_ROUNDS = 40;

/**
 * What each observed round showed. The hypervisor reports the dirty rate since it last computed it, which it does at
 * the first end of a round that is more than a second after the last time; the points tell how long ago that was. A
 * move that ended between two points shows only how much it copied more than once. A throttled VM shows nothing from
 * then on.
 */
function roundsOf(move: FinishedMove, copyMiBps: number): RoundLesson[] {
  const [first] = move.track;
  if (first === undefined || copyMiBps <= 0) return totalOf(move, copyMiBps);
  const rounds: RoundLesson[] = [];
  const startMs = first.elapsedMs - (first.bytesProcessed / BYTES_PER_MIB / copyMiBps) * 1000;
  let worked = { atMs: startMs, round: first.round };
  for (const [index, point] of move.track.entries()) {
    const before = move.track[index - 1] ?? first;
    if ((point.throttlePercent ?? 0) > 0 || rounds.length >= MAX_LESSON_ROUNDS) break;
    if (point.round <= before.round || point.dirtyMiBps === before.dirtyMiBps) continue;
    const share = 1 / (point.round - before.round + 1);
    const atMs = before.elapsedMs + share * (point.elapsedMs - before.elapsedMs);
    const passed = before.round - worked.round + 1;
    const seconds = Math.max(WINDOW_SECONDS, (atMs - worked.atMs) / 1000 / passed);
    const isLeast = point.dirtyMiBps > NEAR_BANDWIDTH * copyMiBps;
    rounds.push({ seconds, dirtiedMiB: point.dirtyMiBps * seconds, isLeast });
    worked = { atMs, round: before.round + 1 };
  }
  return rounds.length > 0 ? rounds : totalOf(move, copyMiBps);
}

function totalOf({ isDone, isForced, transferredMiB, touchedMiB, track }: FinishedMove, copyMiBps: number) {
  const isThrottled = track.some((point) => (point.throttlePercent ?? 0) > 0);
  if (!isDone || isForced || isThrottled || transferredMiB === null || touchedMiB === null || copyMiBps <= 0)
    return [];
  const dirtiedMiB = Math.max(0, transferredMiB / HEADERS - touchedMiB);
  return [{ seconds: touchedMiB / copyMiBps, dirtiedMiB, isLeast: false }];
}
