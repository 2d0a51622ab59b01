import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { FiguresSource } from '../../model/figures-source.ts';
import { FiguresError } from './figures-error.ts';

/** Connections that stay open, at most. */
const MAX_CONNECTIONS = 4;
const limits = { keepAlive: true, maxSockets: MAX_CONNECTIONS };

type Where = Pick<FiguresSource, 'address' | 'authority' | 'fingerprint'>;

/** Accepts the one certificate whose fingerprint was entered, before anything is sent. */
class PinnedAgent extends https.Agent {
  constructor(private readonly fingerprint: string) {
    super(limits);
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { host, port, servername } = options;
    const socket = tls.connect({
      host: host ?? undefined,
      port: Number(port),
      servername,
      rejectUnauthorized: false, // the fingerprint says which one it must be
    });
    socket.once('error', (error) => callback?.(error, socket));
    socket.once('secureConnect', () => {
      const found = socket.getPeerCertificate().fingerprint256?.replaceAll(':', '');
      if (found === this.fingerprint) return callback?.(null, socket);
      const fault = `its certificate has the fingerprint ${found ?? '(none)'}`;
      socket.destroy(new FiguresError('certificate', fault));
    });
    return undefined;
  }
}

export function createAgent({ address, authority, fingerprint }: Where): http.Agent {
  if (!address.startsWith('https:')) return new http.Agent(limits);
  if (fingerprint !== null) return new PinnedAgent(fingerprint);
  return new https.Agent({ ...limits, ca: authority ?? undefined });
}
