import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ReplayResult } from '../replay-result.ts';
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

/**
 * The results of strategies other than Ballast from a file that `--save` wrote, by day and strategy, with its date.
 * They do not change with the product. Throws if the file is for other data, another seed or other hours.
 */
export async function readEarlier(
  file: string,
  origin: Origin,
): Promise<{ date: string; results: Map<string, DayResult> }> {
  const earlier = Earlier.parse(JSON.parse(await readFile(file, 'utf8')));
  if (earlier.source !== origin.source || earlier.seed !== origin.seed || earlier.hours !== origin.hours) {
    throw new RangeError(`${file}: of other data, another seed or other hours`);
  }
  const results = earlier.days.flatMap(({ day, strategies }) =>
    strategies
      .filter(({ strategy }) => strategy !== 'ballast')
      .map((result): [string, DayResult] => [keyOf(day, result.strategy), result]),
  );
  return { date: earlier.date, results: new Map(results) };
}

export const keyOf = (day: string, strategy: string): string => `${day} ${strategy}`;
