import type { Queue, QueueMove } from './queue.ts';

/** When a move starts and ends, in milliseconds from now; null: unknown. */
export interface Foreseen {
  startsInMs: number | null;
  endsInMs: number | null;
}

/**
 * How the moves of a queue follow each other, if each holds its slots for `placeMs`. Null: that time is unknown, and
 * so is the start of any move that waits for its slots. Simulates the queue to its end.
 */
export function foresee<Move extends QueueMove>(
  queue: Queue<Move>,
  placeMs: (move: Move) => number | null,
): Map<Move, Foreseen> {
  const seen = new Map<Move, Foreseen>();
  let running: { move: Move; endsInMs: number }[] = [];
  const begin = (move: Move, atMs: number): void => {
    const ms = placeMs(move);
    const endsInMs = ms === null ? null : atMs + ms;
    seen.set(move, { startsInMs: atMs, endsInMs });
    if (endsInMs !== null) running.push({ move, endsInMs });
  };
  for (const move of queue.active) begin(move, 0);
  for (let atMs = 0; Number.isFinite(atMs); ) {
    for (const move of queue.open(atMs)) begin(move, atMs);
    atMs = Math.min(queue.nextDueMs(atMs), ...running.map(({ endsInMs }) => endsInMs));
    for (const { move, endsInMs } of running) if (endsInMs <= atMs) queue.end(move);
    running = running.filter(({ endsInMs }) => endsInMs > atMs);
  }
  for (const move of queue.waiting) seen.set(move, { startsInMs: null, endsInMs: null });
  return seen;
}
