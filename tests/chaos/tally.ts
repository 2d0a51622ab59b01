import fs from 'node:fs';
import { z } from 'zod';
import type { Played } from './play.ts';

/** Schedules that are drawn from one seed, one after another: the unit in which a long play goes on later. */
export const BATCH = 50;

const Counts = z.record(z.string(), z.number());

/** What was played so far, and came across; it stands in a file between the pieces of a long play. */
export const Tally = z.object({
  seed: z.number(), // of the first batch; each further one has the next
  schedules: z.number().default(0),
  runs: z.number().default(0),
  faults: Counts.prefault({}),
  moves: Counts.prefault({}), // by state
  batches: z.array(z.number()).default([]), // the seeds of those that were played to their end
  broken: z.array(z.object({ seed: z.number(), path: z.string() })).default([]),
});
export type Tally = z.infer<typeof Tally>;

export function addPlayed(tally: Tally, played: Played): void {
  tally.schedules++;
  tally.runs += played.runs;
  addUp(tally.faults, played.faults);
  addUp(tally.moves, played.moves);
}

/** Adds a batch that was played to its end. */
export function addBatch(tally: Tally, batch: Tally): void {
  tally.schedules += batch.schedules;
  tally.runs += batch.runs;
  addUp(tally.faults, batch.faults);
  addUp(tally.moves, batch.moves);
  tally.batches = [...tally.batches, batch.seed].toSorted((a, b) => a - b);
  tally.broken.push(...batch.broken);
}

function addUp(into: Record<string, number>, from: Record<string, number>): void {
  for (const [key, n] of Object.entries(from)) into[key] = (into[key] ?? 0) + n;
}

/** The tally of a file, or a new one where there is none. Throws when the file is of another seed, or no tally. */
export function readTally(file: string | undefined, seed: number): Tally {
  if (file === undefined || !fs.existsSync(file)) return Tally.parse({ seed });
  const parsed = Tally.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is no tally: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.seed !== seed)
    throw new Error(`${file} goes on from --seed ${parsed.data.seed}, not ${seed}`);
  return parsed.data;
}

/** Written beside it and renamed, so that who is killed meanwhile loses no more than a batch. */
export function writeTally(file: string | undefined, tally: Tally): void {
  if (file === undefined) return;
  fs.writeFileSync(`${file}.new`, JSON.stringify(tally));
  fs.renameSync(`${file}.new`, file);
}
