import { createServer } from 'node:http';
import next from 'next';
import { systemClock } from '../lib/platform/clock.ts';
import { readEnvironment } from '../lib/platform/env.ts';
import { createLog } from '../lib/platform/log.ts';
import { startPlanningThread } from '../lib/threads/start-thread.ts';
import { timeAnswer } from '../lib/web/request-durations.ts';
import { answerWaiting } from '../lib/web/who-waits.ts';
import { announceReady, followParent } from './follow-parent.ts';
import { Gate } from './web/gate.ts';

const PORT_TAKEN = 98;
const PATIENCE_MS = 500;

/** The web process: serves the built console. `ballast start` runs it with everything that it needs in the environment. */
async function serve(): Promise<void> {
  const env = readEnvironment();
  const { host: hostname, port } = env;
  const app = next({ dev: false, dir: process.cwd(), hostname, port });
  await app.prepare();
  const answer = app.getRequestHandler();
  const handle: typeof answer = (request, response, url) => {
    timeAnswer(request, response);
    return answerWaiting(response, () => answer(request, response, url));
  };
  globalThis.ballastPlanningThread = startPlanningThread;
  const server = createServer({ connectionsCheckingInterval: 1000 });
  new Gate({ env, log: createLog('web', env.logLevel), clock: systemClock }, handle).guard(server);
  server.keepAliveTimeout = 75_000; // longer than that of a proxy in front of it

  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    // event streams never end by themselves
    setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  followParent(stop);

  server.once('error', (error: NodeJS.ErrnoException) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(error.code === 'EADDRINUSE' ? PORT_TAKEN : 1);
  });
  server.listen(port, hostname, announceReady);
}

await serve();
