import { Writable } from 'node:stream';
import pino from 'pino';
import type { Environment } from './env.ts';
import { formatLogLine } from './log-line.ts';

export type Log = pino.Logger;

/** Names of fields that are never written, at the top and one level below. */
const secrets = ['password', 'secret', 'token', 'cookie', 'authorization', 'databaseUrl'];

const readable = new Writable({
  write(chunk, _encoding, done) {
    process.stdout.write(`${formatLogLine(String(chunk).trimEnd())}\n`, () => done());
  },
});

/** The variable with the number of the channel for a supervised process's own log lines. */
export const logChannelVariable = 'BALLAST_LOG_FD';

/**
 * Where lines go: under `ballast start` to a separate channel, so that the output of a library cannot pass for one of
 * them; otherwise to standard output, formatted for people if that is a terminal.
 */
function destination(): pino.DestinationStream {
  const channel = Number(process.env[logChannelVariable]);
  if (Number.isInteger(channel) && channel > 2) return pino.destination(channel);
  return process.stdout.isTTY ? readable : pino.destination(1);
}

/**
 * The log of one process: JSON lines. `part` names the process (web, worker). Facts go into the first argument:
 * `log.warn({ host, code }, 'host does not answer')`.
 */
export function createLog(part: string, level: Environment['logLevel'] = 'info'): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { part },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '(hidden)' },
  };
  return pino(options, destination());
}
