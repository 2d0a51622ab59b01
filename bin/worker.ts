import { BallastError } from '../lib/model/errors.ts';
import { systemClock } from '../lib/platform/clock.ts';
import { createLog } from '../lib/platform/log.ts';
import { startWorker } from '../lib/worker/start-worker.ts';
import { announceReady, followParent } from './follow-parent.ts';
import type { CommandIo } from './io.ts';
import { environmentOf } from './project.ts';

/**
 * `ballast worker`: collects, plans and carries out runs until it is told to stop, beside as many other workers as there
 * are. Needs DATABASE_URL, since the embedded PostgreSQL belongs to `ballast start`.
 */
export async function runWorkerCommand(argv: string[], io: CommandIo): Promise<number> {
  if (argv.length > 0) throw new BallastError('bad-usage', `ballast worker takes no arguments (${argv[0]}).`);
  const env = environmentOf(io);
  if (!env.databaseUrl) {
    throw new BallastError(
      'bad-environment',
      'ballast worker needs DATABASE_URL; `npm start` runs a worker by itself.',
    );
  }
  const log = createLog('worker', env.logLevel);
  const stop = await startWorker({ url: env.databaseUrl, clock: systemClock, log });
  log.info({}, 'the worker is at work');
  announceReady();
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
    followParent(resolve);
  });
  await stop();
  return 0;
}
