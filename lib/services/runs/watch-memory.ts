import { WatchMemory } from '../../model/watch-memory.ts';

/** No time between two ticks counts for more than this: a worker was away, or a clock was changed. */
const MAX_COUNTED_MS = 2000;

/** The memory of a move; a move without one starts with an empty one. */
export const memoryOf = (move: { watch: WatchMemory | null }): WatchMemory =>
  move.watch ?? WatchMemory.parse({});

/** The memory with the time since the last tick added to the waiting time, to the time that the job was seen to run, or to another count. */
export function withTimePassed(
  memory: WatchMemory,
  now: Date,
  counts: 'waitedMs' | 'ranMs' | 'settingMs',
): WatchMemory {
  const at = now.getTime();
  const passed = memory.readAtMs === null ? 0 : at - memory.readAtMs;
  const countedMs = Math.min(Math.max(passed, 0), MAX_COUNTED_MS);
  return { ...memory, readAtMs: at, [counts]: memory[counts] + countedMs };
}
