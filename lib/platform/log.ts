import { Writable } from 'node:stream';
import pino from 'pino';
import type { Environment } from './env.ts';
import { formatLogLine } from './log-line.ts';

export type Log = pino.Logger;

/** Names of fields that are never written, at the top and one level down. */
const secrets = ['password', 'secret', 'token', 'cookie', 'authorization', 'databaseUrl'];

const readable = new Writable({
  write(chunk, _encoding, done) {
    process.stdout.write(`${formatLogLine(String(chunk).trimEnd())}\n`, () => done());
  },
});

/**
 * The log of one process: JSON lines on standard output, or readable ones when that is a terminal. `part` names the process
 * (web, worker). Facts go into the first argument: `log.warn({ host, code }, 'host does not answer')`.
 */
export function createLog(part: string, level: Environment['logLevel'] = 'info'): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '(hidden)' },
  };
  return process.stdout.isTTY ? pino(options, readable) : pino(options, pino.destination(1));
}
