import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** The file in which `bench replay` stores its figures for the table of `bench planner`. */
export const REPLAY_RESULT = path.resolve(import.meta.dirname, '../../docs/benchmarks/replay.json');

/** One strategy on one day. */
const StrategyResult = z.looseObject({
  name: z.string(), // ballast, none, hbal, ...
  overloadedHostMinutes: z.number(),
  moves: z.number(),
  movedGiB: z.number(),
  movesBackWithinHour: z.number(),
});

export const ReplayResult = z.looseObject({
  date: z.string(), // ISO day
  command: z.string(),
  days: z.array(z.object({ day: z.string(), strategies: z.array(StrategyResult) })),
});
export type ReplayResult = z.infer<typeof ReplayResult>;

/** The last results of `bench replay`. Null if it has not run here. Throws a ZodError for a file of another format. */
export async function readReplayResult(): Promise<ReplayResult | null> {
  const text = await readFile(REPLAY_RESULT, 'utf8').catch(() => null);
  return text === null ? null : ReplayResult.parse(JSON.parse(text));
}

/** The product with its default policy. */
export const OURS = 'ballast';

/** Whether a strategy is Ballast: the product with any policy, or its engine alone. */
export const isOurs = (strategy: string): boolean => strategy === OURS || strategy.startsWith(`${OURS}-`);
