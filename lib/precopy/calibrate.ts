import type { LearnedLink, LearnedWrites } from '../model/learned.ts';
import type { Lesson } from '../model/lesson.ts';
import type { MeasuredWrites } from '../model/measured-writes.ts';
import { learnLinks } from './learn-links.ts';
import { learnWrites } from './learn-writes.ts';
import { predictLive } from './predict.ts';

export interface Calibration {
  links: LearnedLink[];
  writes: Map<string, LearnedWrites>; // by VM
}

/**
 * What the finished moves of one cluster teach: about the connections between its hosts, and about how each VM
 * writes. All values are medians, so one bad move spoils nothing; a move counts half as much after a week.
 * `measured`: what hypervisors measured without a migration, by VM.
 */
export function calibrate(
  lessons: readonly Lesson[],
  nowMs: number,
  measured: ReadonlyMap<string, readonly MeasuredWrites[]> = new Map(),
): Calibration {
  const writes = new Map<string, LearnedWrites>();
  for (const [vmId, own] of Map.groupBy(lessons, (lesson) => lesson.vmId)) {
    const learned = learnWrites(own, nowMs, measured.get(vmId));
    if (learned) writes.set(vmId, learned);
  }
  const withRest = lessons.map((lesson) => ({ ...lesson, restMiB: restOf(lesson, writes.get(lesson.vmId)) }));
  return { links: learnLinks(withRest, nowMs), writes };
}

/** The memory left for the pause of a move, according to the model: no hypervisor reports it. */
function restOf(lesson: Lesson, writes: LearnedWrites | undefined): number | null {
  const { copyMiBps: bandwidthMiBps, targetPauseMs: downtimeLimitMs } = lesson;
  const touchedMiB = lesson.touchedMiB ?? writes?.touchedMiB ?? null;
  if (writes === undefined || bandwidthMiBps === null || touchedMiB === null) return null;
  return predictLive({ ...writes, touchedMiB, bandwidthMiBps, downtimeLimitMs, fixedSeconds: 0 }).restMiB;
}
