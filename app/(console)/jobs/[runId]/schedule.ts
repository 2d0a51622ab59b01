import { isFinishedMove } from '@/lib/model/run';
import type { JobMove } from '@/lib/views/job/read-job';

/** A move along the time of its job, in epoch ms. */
export interface Slot {
  /** As forecast: the outline. */
  from: number;
  to: number;
  /** What happened so far: the body; null: it has not begun. */
  body: { from: number; to: number } | null;
}

type Scheduled = Pick<
  JobMove,
  'id' | 'wave' | 'state' | 'startedAt' | 'finishedAt' | 'tookMs' | 'leftMs' | 'startsInMs' | 'predictedMs'
>;

/**
 * Where each move stands on the time line, by the clock: what began where it began, what waits after what it waits for.
 * `speed`: how many seconds of a forecast go by in one of the clock.
 */
export function scheduleMoves(moves: readonly Scheduled[], now: number, speed = 1): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  let free = now; // when the next wave that waits may begin, where nobody foresees it move by move
  for (const move of moves) {
    const began = move.startedAt?.getTime();
    if (began === undefined) continue;
    const isEnded = isFinishedMove(move.state);
    const end = isEnded ? (move.finishedAt?.getTime() ?? began + (move.tookMs ?? 0) / speed) : now;
    slots.set(move.id, {
      from: began,
      to: isEnded ? began + move.predictedMs / speed : Math.max(now + (move.leftMs ?? 0), began),
      body: { from: began, to: Math.max(began, end) },
    });
    if (!isEnded) free = Math.max(free, now + (move.leftMs ?? 0));
  }
  const waiting = Map.groupBy(
    moves.filter((move) => move.state === 'pending'),
    (move) => move.wave,
  );
  for (const wave of [...waiting.keys()].sort((a, b) => a - b)) {
    const inWave = waiting.get(wave) ?? [];
    for (const move of inWave) {
      const from = move.startsInMs === null ? free : now + move.startsInMs;
      slots.set(move.id, { from, to: from + move.predictedMs / speed, body: null });
    }
    free += Math.max(...inWave.map((move) => move.predictedMs / speed));
  }
  return slots;
}

/** The time that all slots fit into; at least ten seconds, so that there is something to draw. */
export function spanOf(slots: Iterable<Slot>, start: number, now: number): { from: number; to: number } {
  const all = [...slots];
  const from = Math.min(start, ...all.map((slot) => slot.from));
  const to = Math.max(now, ...all.map((slot) => Math.max(slot.to, slot.body?.to ?? 0)));
  return { from, to: Math.max(to, from + 10_000) };
}
