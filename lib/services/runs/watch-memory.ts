import { z } from 'zod';
import { Pace } from './pace.ts';

/** No time between two looks counts for more than this: a worker was away, or somebody turned the clock. */
const MOST_BETWEEN_LOOKS_MS = 2000;

/** What the executor remembers of one try of a move from one look to the next; any worker goes on with it. */
export const WatchMemory = z.object({
  lookedAt: z.number().nullable().default(null), // of the clock, ms
  /** Time watched in vain: no job and no decision. It grows by what passed between looks, so a clock that jumps ends nothing. */
  waitedMs: z.number().default(0),
  settingMs: z.number().default(0), // time in which its destination did not set what goes with the VM
  ranMs: z.number().default(0), // time watched while the job ran, for a hypervisor that does not say
  pace: Pace.nullable().default(null),
  abortFor: z.enum(['stalled', 'timed-out']).nullable().default(null), // why Ballast itself has it aborted
  hastened: z.enum(['quick', 'post-copy']).nullable().default(null),
  track: z.object({ at: z.number(), everyMs: z.number(), rows: z.number() }).nullable().default(null),
  /** It waits although there is a place: for room at its destination, or until its hosts are looked at again. */
  waitsFor: z.enum(['room', 'look']).nullable().default(null),
});
export type WatchMemory = z.infer<typeof WatchMemory>;

/** The memory of a move as its row keeps it. One that cannot be read is an empty one: it only costs time. */
export function memoryOf(move: { watch: unknown }): WatchMemory {
  const parsed = WatchMemory.safeParse(move.watch ?? {});
  return parsed.success ? parsed.data : WatchMemory.parse({});
}

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
