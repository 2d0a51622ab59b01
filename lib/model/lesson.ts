import { z } from 'zod';

const known = z.number().nullable();

/** The lesson of one round: how much was dirty again after how long. */
export const RoundLesson = z.object({
  seconds: z.number(),
  dirtiedMiB: z.number(),
  isLeast: z.boolean(), // no more can become dirty than was copied: it may have been written faster
});
export type RoundLesson = z.infer<typeof RoundLesson>;

/** What one finished migration teaches. Small enough to store with it after its curve is deleted. */
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
  fixedSeconds: known, // that were not spent on sending memory
  downtimeMs: known,
  touchedMiB: known,
  sharing: z.number(),
  rounds: z.array(RoundLesson),
});
export type Lesson = z.infer<typeof Lesson>;

/** The stored lesson of a move; empty: it was evaluated, and teaches nothing. */
export const StoredLesson = z.union([Lesson, z.strictObject({})]);
export type StoredLesson = z.infer<typeof StoredLesson>;
