import { isFinishedMove } from '@/lib/model/run';
import type { JobMove } from '@/lib/views/job/read-job';

/** A move on the time axis of its job, in epoch ms. */
export interface Slot {
  /** As forecast: the outline. */
  from: number;
  to: number;
  /** What happened so far: the body; null: it has not begun. */
  body: { from: number; to: number } | null;
}

type Scheduled = Pick<
  JobMove,
  'id' | 'state' | 'startedAt' | 'finishedAt' | 'tookMs' | 'leftMs' | 'startsInMs' | 'predictedMs'
>;

/**
 * The slot of each move on the time axis: a move that began at its start, a waiting move at the start that its queue forecasts, and
 * after all others if there is no forecast. `speed`: forecast seconds per second of the clock.
 */
export function scheduleMoves(moves: readonly Scheduled[], now: number, speed = 1): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  const unforeseen: Scheduled[] = [];
  let last = now; // the end of all forecasts
  for (const move of moves) {
    const slot = slotOf(move, now, speed);
    if (slot) slots.set(move.id, slot);
    else if (move.state === 'pending') unforeseen.push(move);
    if (slot && !isFinishedMove(move.state)) last = Math.max(last, slot.to);
  }
  for (const { id, predictedMs } of unforeseen)
    slots.set(id, { from: last, to: last + predictedMs / speed, body: null });
  return slots;
}

/** Null: it never began, and there is no forecast. */
function slotOf(move: Scheduled, now: number, speed: number): Slot | null {
  const predictedMs = move.predictedMs / speed;
  if (move.state === 'pending') {
    const from = move.startsInMs === null ? null : now + move.startsInMs;
    return from === null ? null : { from, to: from + predictedMs, body: null };
  }
  const began = move.startedAt?.getTime();
  if (began === undefined) return null;
  const isEnded = isFinishedMove(move.state);
  const end = isEnded ? (move.finishedAt?.getTime() ?? began + (move.tookMs ?? 0) / speed) : now;
  return {
    from: began,
    to: isEnded ? began + predictedMs : Math.max(now + (move.leftMs ?? 0), began),
    body: { from: began, to: Math.max(began, end) },
  };
}

/** The time that all slots fit into; at least ten seconds, so that there is something to draw. */
export function spanOf(slots: Iterable<Slot>, start: number, now: number): { from: number; to: number } {
  const all = [...slots];
  const from = Math.min(start, ...all.map((slot) => slot.from));
  const to = Math.max(now, ...all.map((slot) => Math.max(slot.to, slot.body?.to ?? 0)));
  return { from, to: Math.max(to, from + 10_000) };
}
