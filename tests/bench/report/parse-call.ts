import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The options of a benchmark's call by name. Null for an invalid call. */
export function parseCall<const Options extends ParseArgsOptionsConfig>(args: string[], options: Options) {
  try {
    return parseArgs({ args, options }).values;
  } catch {
    return null;
  }
}

/** Whether all of them are whole numbers above 0, as required for counts and seeds. */
export const areCounts = (...numbers: number[]): boolean =>
  numbers.every((number) => Number.isInteger(number) && number > 0);
