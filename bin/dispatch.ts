import { BallastError } from '../lib/model/errors.ts';
import { commands } from './commands.ts';
import type { CommandIo } from './io.ts';

function usageText(): string[] {
  const entries = Object.values(commands);
  const width = Math.max(...entries.map(({ usage }) => usage.length)) + 2;
  return [
    'usage: ballast COMMAND [ARGUMENTS]',
    '',
    ...entries.map(({ usage, does }) => `  ${usage.padEnd(width)}${does}`),
    '',
    'Commands find the database in DATABASE_URL, or use the embedded PostgreSQL of this folder.',
    'docs/operation.md lists the environment variables.',
  ];
}

/** Loaded only now: `plan` does without a database. */
async function isDatabaseGone(error: unknown): Promise<boolean> {
  const { isDatabaseUnavailable } = await import('../lib/db/error-kind.ts');
  return isDatabaseUnavailable(error);
}

async function reportError(error: unknown, io: CommandIo): Promise<number> {
  if (error instanceof BallastError) {
    for (const line of error.message.split('\n')) io.err(`ballast: ${line}`);
    return error.code === 'bad-usage' ? 2 : 1;
  }
  if (await isDatabaseGone(error)) {
    io.err('ballast: The database went away. Nothing is lost; try again when it is back.');
    return 1;
  }
  io.err(`ballast: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 1;
}

/** Runs the command that `argv` names. Exit status: the command's own; 1 for what it threw; 2 for a wrong call. */
export async function dispatch(argv: string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    for (const line of usageText()) io.out(line);
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) {
    io.err(
      `ballast: there is no command ${JSON.stringify(name)}. These are: ${Object.keys(commands).join(', ')}.`,
    );
    return 2;
  }
  try {
    const run = await entry.load();
    return await run(rest, io);
  } catch (error) {
    return await reportError(error, io);
  }
}
