import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** Ends the program with what was wrong with its call, and how to call it; exit status 2. */
export function refuseCall(usage: string, fault: string): never {
  console.error(`${fault}\n\n${usage}`);
  process.exit(2);
}

/** The options of the program's call by name. A call that does not fit ends the program. */
export function readCall<const Options extends ParseArgsOptionsConfig>(usage: string, options: Options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuseCall(usage, error instanceof Error ? error.message : String(error));
  }
}
