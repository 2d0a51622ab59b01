import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../report/environment.ts';
import type { DayResult } from './day-result.ts';
import { type Origin, readEarlier } from './earlier-results.ts';

/** The results of a long replay in a file, each written as soon as it is there, so that a later call continues. */
export interface ResultState {
  find(day: string, strategy: string): DayResult | undefined;
  add(day: string, result: DayResult): Promise<void>;
}

/** The state in this file; without one (null) it lasts as long as the call. Throws as `readEarlier` does. */
export async function openState(
  file: string | null,
  environment: Environment,
  origin: Origin,
): Promise<ResultState> {
  const days = new Map<string, Map<string, DayResult>>();
  const keep = (day: string, result: DayResult): void => {
    const known = days.get(day) ?? new Map<string, DayResult>();
    days.set(day, known.set(result.strategy, result));
  };
  if (file !== null && existsSync(file))
    for (const { day, result } of (await readEarlier(file, origin)).results) keep(day, result);
  return {
    find: (day, strategy) => days.get(day)?.get(strategy),
    async add(day, result) {
      keep(day, result);
      if (file === null) return;
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, textOf(environment, origin, days));
    },
  };
}

function textOf(
  environment: Environment,
  origin: Origin,
  days: ReadonlyMap<string, ReadonlyMap<string, DayResult>>,
): string {
  const stored = [...days].map(([day, results]) => ({
    day,
    strategies: [...results.values()].map(toStored),
  }));
  return `${JSON.stringify({ ...environment, ...origin, days: stored }, null, 1)}\n`;
}

/** A result with the names that the planner's benchmark reads. */
export const toStored = (result: DayResult) => ({
  name: result.strategy,
  movedGiB: Math.round(result.movedMiB / 1024),
  movesBackWithinHour: result.movesBack,
  ...result,
});
