import fs from 'node:fs';
import { z } from 'zod';
import type { Batch } from './batches.ts';
import type { Played } from './play.ts';

const Counts = z.record(z.string(), z.number());

/** What was played so far, and what happened. It is stored in a file between the parts of a long run. */
export const Tally = z.object({
  seed: z.number(), // of the first batch of each draw; each later batch has the next seed
  schedules: z.number().default(0),
  runs: z.number().default(0),
  faults: Counts.prefault({}),
  moves: Counts.prefault({}), // by state
  patchRuns: Counts.prefault({}), // by state
  steps: Counts.prefault({}), // that change the power of VMs, by state
  batches: z.array(z.number()).default([]), // the seeds of the completed batches of faults
  maintenance: z.array(z.number()).default([]), // the same of days of maintenance
  broken: z
    .array(
      z.object({
        draw: z.enum(['faults', 'maintenance']).default('faults'),
        seed: z.number(),
        path: z.string(),
      }),
    )
    .default([]),
});
export type Tally = z.infer<typeof Tally>;

export function addPlayed(tally: Tally, played: Played): void {
  tally.schedules++;
  tally.runs += played.runs;
  addUp(tally.faults, played.faults);
  addUp(tally.moves, played.moves);
  addUp(tally.patchRuns, played.patchRuns);
  addUp(tally.steps, played.steps);
}

const listOf = { faults: 'batches', maintenance: 'maintenance' } as const;

export const isPlayed = (tally: Tally, { draw, seed }: Batch): boolean => tally[listOf[draw]].includes(seed);

/** Adds what happened in a completed batch. */
export function addBatch(tally: Tally, { draw, seed }: Batch, batch: Tally): void {
  tally.schedules += batch.schedules;
  tally.runs += batch.runs;
  addUp(tally.faults, batch.faults);
  addUp(tally.moves, batch.moves);
  addUp(tally.patchRuns, batch.patchRuns);
  addUp(tally.steps, batch.steps);
  const list = listOf[draw];
  tally[list] = [...tally[list], seed].toSorted((a, b) => a - b);
  tally.broken.push(...batch.broken);
}

function addUp(into: Record<string, number>, from: Record<string, number>): void {
  for (const [key, n] of Object.entries(from)) into[key] = (into[key] ?? 0) + n;
}

/** The tally in a file, or a new one if there is no file. Throws if the file has another seed or is not a tally. */
export function readTally(file: string | undefined, seed: number): Tally {
  if (file === undefined || !fs.existsSync(file)) return Tally.parse({ seed });
  const parsed = Tally.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is no tally: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.seed !== seed)
    throw new Error(`${file} goes on from --seed ${parsed.data.seed}, not ${seed}`);
  return parsed.data;
}

/** Written to a temporary file that is then renamed, so that a kill in the meantime loses at most one batch. */
export function writeTally(file: string | undefined, tally: Tally): void {
  if (file === undefined) return;
  fs.writeFileSync(`${file}.new`, JSON.stringify(tally));
  fs.renameSync(`${file}.new`, file);
}
