import { createServer } from 'node:http';
import next from 'next';
import { createAddressReader } from '../lib/platform/client-address.ts';
import { readEnvironment } from '../lib/platform/env.ts';
import { announceReady, followParent } from './follow-parent.ts';

const PORT_TAKEN = 98;
const PATIENCE_MS = 500;

/** The web process: serves the built console. `ballast start` runs it with everything that it needs in the environment. */
async function serve(): Promise<void> {
  const hostname = process.env.HOST ?? '127.0.0.1';
  const port = Number(process.env.PORT ?? 3000);
  const app = next({ dev: false, dir: process.cwd(), hostname, port });
  await app.prepare();
  const handle = app.getRequestHandler();
  const addressOf = createAddressReader(readEnvironment().trustedProxies);
  const server = createServer((request, response) => {
    const { headers, socket } = request;
    // the one address that everything behind this door goes by
    headers['x-forwarded-for'] = addressOf(socket.remoteAddress, String(headers['x-forwarded-for'] ?? ''));
    void handle(request, response);
  });
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
