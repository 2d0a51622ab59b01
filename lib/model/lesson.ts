import { z } from 'zod';

const known = z.number().nullable();

/** One round's lesson: so much was dirty again after so long. */
export const RoundLesson = z.object({
  seconds: z.number(),
  dirtiedMiB: z.number(),
  isLeast: z.boolean(), // no more than was copied can get dirty again: it may have been written faster
});
export type RoundLesson = z.infer<typeof RoundLesson>;

/** What one finished migration teaches. Small enough to keep with it, when its curve is gone. */
export const Lesson = z.object({
  vmId: z.string(),
  fromHostId: z.string(),
  toHostId: z.string(),
  endedAtMs: z.number(),
  isDone: z.boolean(),
  isForced: z.boolean(),
  capMiBps: known,
  targetPauseMs: z.number(),
  copyMiBps: known, // while the VM ran
  fixedSeconds: known, // that did not go into sending memory
  downtimeMs: known,
  touchedMiB: known,
  sharing: z.number(),
  rounds: z.array(RoundLesson),
});
export type Lesson = z.infer<typeof Lesson>;

/** The lesson of a move as it is kept; nothing in it: it was asked, and teaches nothing. */
export const StoredLesson = z.union([Lesson, z.strictObject({})]);
export type StoredLesson = z.infer<typeof StoredLesson>;
