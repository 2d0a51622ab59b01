import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseUnavailable } from '../lib/db/error-kind.ts';
import { reachDatabase } from '../lib/db/reach-database.ts';
import { BallastError } from '../lib/model/errors.ts';
import type { ReadCommands } from '../lib/model/host-commands.ts';
import { systemClock } from '../lib/platform/clock.ts';
import { commandsFrom } from '../lib/platform/commands-file.ts';
import { openSecretBox } from '../lib/platform/encryption-keys.ts';
import { createLog, type Log } from '../lib/platform/log.ts';
import { formatLogLine } from '../lib/platform/log-line.ts';
import { startWorker, type WorkerInput } from '../lib/worker/start-worker.ts';
import { announceReady, followParent } from './follow-parent.ts';
import type { CommandIo } from './io.ts';
import { projectFolder, workerArguments } from './project.ts';
import { SupervisedChild } from './start/child.ts';
import { onStopSignals } from './start/signals.ts';
import { withServer } from './with-database.ts';

function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
    followParent(resolve);
  });
}

/** An uncaught error ends the worker, with one line: its supervisor restarts it, and it continues from the tables. */
function endOnUncaught(log: Log): void {
  const end = (error: unknown) => {
    if (isDatabaseUnavailable(error))
      log.warn({ err: error }, 'the database is gone; the worker starts anew');
    else log.fatal({ err: error }, 'the worker failed');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** A file that cannot be used keeps nothing else from working: each use of it says so again. */
function warnOfUnusable(commands: ReadCommands, log: Log): void {
  try {
    commands();
  } catch (error) {
    log.warn({ err: error }, 'the file of commands is not used');
  }
}

const RETRY_MS = 1000;

/** PostgreSQL may start after the worker, or restart. Resolves with false when asked to stop. */
async function waitForDatabase(
  url: string,
  log: WorkerInput['log'],
  isStopping: () => boolean,
): Promise<boolean> {
  for (let isLogged = false; !isStopping(); isLogged = true) {
    try {
      await reachDatabase(url, false);
      return true;
    } catch (error) {
      if (!isLogged) log.warn({ err: error }, 'waiting for the database');
      await pause(RETRY_MS);
    }
  }
  return false;
}

/**
 * `ballast worker`: collects, plans and carries out runs until it is asked to stop; any number may run at once. Whoever
 * started it by hand gets a supervisor as well: it is started again however it ends.
 */
export async function runWorkerCommand(argv: string[], io: CommandIo): Promise<number> {
  if (argv.length > 0) throw new BallastError('bad-usage', `ballast worker takes no arguments (${argv[0]}).`);
  return process.send ? work(io) : supervise(io);
}

/** Exit status 0 if it was asked to stop; that of the worker if it could not start at all. */
async function supervise(io: CommandIo): Promise<number> {
  const show = (line: string): void => io.out(process.stdout.isTTY ? formatLogLine(line) : line);
  const worker = new SupervisedChild(
    {
      name: 'worker',
      args: workerArguments,
      cwd: projectFolder,
      env: { ...process.env, ...io.env },
      isVital: true,
    },
    {
      onLog: (_part, line) => show(line),
      onPrint: (_part, line, isErrorStream) => (isErrorStream ? io.err(line) : io.out(line)),
      say: io.err,
    },
  );
  const asked = onStopSignals({
    first: () => void worker.stop(false),
    second: () => void worker.stop(true),
  });
  const code = await worker.start();
  if (code !== null) return asked.isAsked() ? 0 : code;
  await asked;
  await worker.stop(false);
  return 0;
}

/** Also if the database goes away while the worker starts. Null if it was asked to stop before it could start. */
async function startPatiently(
  input: WorkerInput,
  isStopping: () => boolean,
): Promise<(() => Promise<void>) | null> {
  const { url, log } = input;
  while (await waitForDatabase(url, log, isStopping))
    try {
      return await startWorker(input);
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      log.warn({ err: error }, 'the database went away while the worker started; it begins again');
      await pause(RETRY_MS);
    }
  return null;
}

async function work(io: CommandIo): Promise<number> {
  let isStopping = false;
  const asked = stopAsked().then(() => {
    isStopping = true;
  });
  return withServer(io, async ({ url, env }) => {
    const log = createLog('worker', env.logLevel);
    endOnUncaught(log);
    const commands = commandsFrom(env.commandsFile);
    warnOfUnusable(commands, log);
    const input: WorkerInput = {
      url,
      clock: systemClock,
      log,
      auditDays: env.auditDays,
      keep: env.keepSamples,
      secrets: openSecretBox(env),
      commands,
    };
    const stop = await startPatiently(input, () => isStopping);
    if (stop === null) return 0;
    announceReady();
    await asked;
    await stop();
    return 0;
  });
}
