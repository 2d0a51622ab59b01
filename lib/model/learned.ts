import { z } from 'zod';
import { WritePattern } from './snapshot.ts';

const known = z.number().nullable();

/** What finished migrations showed about the connection between two hosts, from one host, or in the whole cluster. */
export const LearnedLink = z.object({
  fromHostId: z.string().nullable(), // null: from any host of the cluster
  toHostId: z.string().nullable(), // null: to any
  bandwidthMiBps: known, // of one move alone; null: every move was limited by its cap
  leastMiBps: z.number(), // a lower bound: what capped moves got
  capShare: z.number(), // the share of its cap that a capped move gets
  pauseMiBps: known, // during the pause; null: cannot be derived from the speed while it runs
  fixedSeconds: z.number(), // setting up and cleaning up
  handOverMs: z.number(), // the part of the pause that copies no memory
  moves: z.number(),
});
export type LearnedLink = z.infer<typeof LearnedLink>;

/** How a VM writes memory, as its last migrations showed, or measurements before its first one. */
export const LearnedWrites = z.object({
  dirtyMiBps: z.number(), // how fast it writes to pages that were clean
  workingSetMiB: z.number(), // the memory that it rewrites constantly
  pattern: WritePattern,
  // an upper bound; left out: the rounds have shown all that it writes
  hidden: z.object({ dirtyMiBps: z.number(), workingSetMiB: z.number() }).optional(),
  touchedMiB: known, // what the first round of a migration copies
  seenAtMs: z.number(), // when the last of those migrations ended, or the measurements were evaluated
  isMeasured: z.boolean().optional(), // from measurements only: it has not migrated yet
});
export type LearnedWrites = z.infer<typeof LearnedWrites>;
