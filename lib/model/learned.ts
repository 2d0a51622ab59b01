import { z } from 'zod';
import { WritePattern } from './snapshot.ts';

const known = z.number().nullable();

/** What finished migrations showed of the way between two hosts, from one host, or in the whole cluster. */
export const LearnedLink = z.object({
  fromHostId: z.string().nullable(), // null: from any host of the cluster
  toHostId: z.string().nullable(), // null: to any
  bandwidthMiBps: known, // of one move alone; null: every move was held back by its cap
  leastMiBps: z.number(), // it gives at least this: what capped moves got
  capShare: z.number(), // of its cap, what a capped move gets
  pauseMiBps: known, // while the VM is paused; null: cannot be derived from what it gets while it runs
  fixedSeconds: z.number(), // setting up and cleaning up
  handOverMs: z.number(), // of the pause, what does not copy memory
  moves: z.number(),
});
export type LearnedLink = z.infer<typeof LearnedLink>;

/** How a VM writes memory, as its last migrations showed. */
export const LearnedWrites = z.object({
  dirtyMiBps: z.number(), // how fast it writes to pages that were clean
  workingSetMiB: z.number(), // how much it writes over and over
  pattern: WritePattern,
  // at most; left out: the rounds were long and short enough to show all that it writes
  hidden: z.object({ dirtyMiBps: z.number(), workingSetMiB: z.number() }).optional(),
  touchedMiB: known, // what the first round of a migration copies
  seenAtMs: z.number(), // when the last of those migrations ended
});
export type LearnedWrites = z.infer<typeof LearnedWrites>;
