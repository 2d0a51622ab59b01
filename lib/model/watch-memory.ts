import { z } from 'zod';

/**
 * The progress of a copy, from one tick to the next. Times are the hypervisor's own milliseconds since it began, so that a
 * clock that jumps changes nothing.
 */
export const Pace = z.object({
  round: z.number(),
  sumBytes: z.number(), // what will have been sent when this round ends
  leastBytes: z.number().nullable(), // the smallest rest that a round has left; null: no round after the first has ended
  leastAtMs: z.number(), // when it was left
  leastRound: z.number(),
  sentBytes: z.number(),
  sentAtMs: z.number(), // when more was last seen to have been sent
  atMs: z.number(), // of this tick
});
export type Pace = z.infer<typeof Pace>;

/** What the executor remembers of one try of a move from one tick to the next; any worker continues with it. */
export const WatchMemory = z.object({
  readAtMs: z.number().nullable().default(null), // of the clock, ms
  /** Time watched in vain: no job and no decision. It grows by what passed between looks, so a clock that jumps ends nothing. */
  waitedMs: z.number().default(0),
  settingMs: z.number().default(0), // time in which its destination did not set what goes with the VM
  ranMs: z.number().default(0), // time watched while the job ran, for a hypervisor that does not say
  pace: Pace.nullable().default(null),
  abortFor: z.enum(['stalled', 'timed-out']).nullable().default(null), // why Ballast itself has it aborted
  completionForcedBy: z.enum(['quick', 'post-copy']).nullable().default(null),
  track: z.object({ at: z.number(), everyMs: z.number(), rows: z.number() }).nullable().default(null),
  /** It waits although a slot is free: for memory at its destination, until its hosts are sampled again, or its guest has ended. */
  waitsFor: z.enum(['memory', 'observation', 'shut-down']).nullable().default(null),
});
export type WatchMemory = z.infer<typeof WatchMemory>;
