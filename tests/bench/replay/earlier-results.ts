import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isOurs, ReplayResult } from '../replay-result.ts';
import { DayResult } from './day-result.ts';

const Earlier = ReplayResult.extend({
  source: z.string(),
  seed: z.number(),
  hours: z.number(),
  days: z.array(z.object({ day: z.string(), strategies: z.array(DayResult) })),
});

/** The input of a run. Runs with the same input are comparable. */
export interface Origin {
  readonly source: string;
  readonly seed: number;
  readonly hours: number;
}

export interface EarlierResults {
  readonly date: string; // of the file
  readonly results: readonly { day: string; result: DayResult }[];
}

/**
 * The results of strategies other than Ballast from a file that `--save` wrote. They do not change with the product.
 * Throws if the file is for other data, another seed or other hours.
 */
export async function readPeers(file: string, origin: Origin): Promise<EarlierResults> {
  const { date, results } = await readEarlier(file, origin);
  return { date, results: results.filter(({ result }) => !isOurs(result.strategy)) };
}

/** All results of such a file. Throws as `readPeers` does. */
export async function readEarlier(file: string, origin: Origin): Promise<EarlierResults> {
  const earlier = Earlier.parse(JSON.parse(await readFile(file, 'utf8')));
  if (earlier.source !== origin.source || earlier.seed !== origin.seed || earlier.hours !== origin.hours) {
    throw new RangeError(`${file}: of other data, another seed or other hours`);
  }
  const results = earlier.days.flatMap(({ day, strategies }) =>
    strategies.map((result) => ({ day, result })),
  );
  return { date: earlier.date, results };
}
