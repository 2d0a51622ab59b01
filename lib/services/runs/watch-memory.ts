import { WatchMemory } from '../../model/watch-memory.ts';

/** No time between two looks counts for more than this: a worker was away, or somebody turned the clock. */
const MOST_BETWEEN_LOOKS_MS = 2000;

/** The memory of a move; one that has none yet begins with an empty one. */
export const memoryOf = (move: { watch: WatchMemory | null }): WatchMemory =>
  move.watch ?? WatchMemory.parse({});

/** The memory with the time since the last look added to what was waited in vain, to how long the job was seen to run, or to another count. */
export function afterLook(
  memory: WatchMemory,
  now: Date,
  counts: 'waitedMs' | 'ranMs' | 'settingMs',
): WatchMemory {
  const at = now.getTime();
  const passed = memory.lookedAt === null ? 0 : at - memory.lookedAt;
  const countedMs = Math.min(Math.max(passed, 0), MOST_BETWEEN_LOOKS_MS);
  return { ...memory, lookedAt: at, [counts]: memory[counts] + countedMs };
}
