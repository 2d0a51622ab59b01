import net from 'node:net';
import { BallastError } from '../../lib/model/errors.ts';

type Sentence = (host: string, port: number) => string;

const faults: Record<string, Sentence> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} on ${host} is taken by another program. Choose another: PORT=${port === 65535 ? 3000 : port + 1} npm start`,
  EADDRNOTAVAIL: (host) => `${host} (HOST) is not an address of this machine.`,
  ENOTFOUND: (host) => `No host is called ${host} (HOST).`,
  EACCES: (_host, port) =>
    `Only root may listen on port ${port}. Choose one from 1024 on: PORT=3000 npm start`,
};

/** Throws `port-unusable` when the web console could not listen there. */
export function assertPortUsable(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const words =
        faults[error.code ?? '']?.(host, port) ?? `Cannot listen on ${host}:${port}: ${error.message}`;
      reject(new BallastError('port-unusable', words, { host, port }, { cause: error }));
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
