import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { BallastError } from '../lib/model/errors.ts';
import type { CommandIo } from './io.ts';

/** Errors of the input, as opposed to those of the environment: exit status 2. */
const inputCodes = new Set(['invalid-input', 'bad-config']);

/** What the dispatcher answers with exit status 2. */
export function badUsage(message: string, cause?: unknown): BallastError {
  return new BallastError('bad-usage', message, {}, { cause });
}

/** Parses the options of a command. Throws `bad-usage` for one that is unknown, repeated, or lacks its value. */
export function readOptions<Options extends ParseArgsOptionsConfig>(
  argv: string[],
  options: Options,
  usage: string,
) {
  try {
    return parseArgs({ args: argv, options, allowPositionals: true, strict: true });
  } catch (error) {
    const sentence = error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error);
    throw badUsage(`${sentence}.\nusage: ${usage}`, error);
  }
}

/** Runs a use case for a command; its errors about the input become usage errors. */
export async function withInputChecked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BallastError && inputCodes.has(error.code))
      throw badUsage(`${error.message}.`, error);
    throw error;
  }
}

/** Columns of text under heads, two spaces apart. */
export function printTable(io: CommandIo, heads: string[], rows: string[][]): void {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all) {
    io.out(
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
