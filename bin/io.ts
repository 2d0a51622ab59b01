import type { Readable } from 'node:stream';
import { toPlainText } from '../lib/model/plain-text.ts';

/** The environment of a command, so that a test can run it without a process. */
export interface CommandIo {
  out(line: string): void; // what was asked for
  err(line: string): void; // for other output: progress, errors
  env: Record<string, string | undefined>;
  stdin: Readable;
}

/** Runs one command; resolves with the exit status. Throws BallastErrors, whose message the dispatcher prints. */
export type Command = (argv: string[], io: CommandIo) => Promise<number>;

/** Printed names may contain control codes for a terminal. JSON is equivalent with these characters escaped. */
const printable = (text: string): string => `${text.split('\n').map(toPlainText).join('\n')}\n`;

export const processIo: CommandIo = {
  out: (line) => process.stdout.write(printable(line)),
  err: (line) => process.stderr.write(printable(line)),
  env: process.env,
  stdin: process.stdin,
};
