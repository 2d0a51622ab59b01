import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The options of a bench's call by name; null for a call that is wrong. */
export function parseCall<const Options extends ParseArgsOptionsConfig>(args: string[], options: Options) {
  try {
    return parseArgs({ args, options }).values;
  } catch {
    return null;
  }
}

/** Whether all of them are whole numbers above 0, as counts and seeds are. */
export const areCounts = (...numbers: number[]): boolean =>
  numbers.every((number) => Number.isInteger(number) && number > 0);
