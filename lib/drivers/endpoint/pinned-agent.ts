import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { DriverError } from '../../model/errors.ts';

interface PinnedAgentOptions {
  host: string; // as errors call the server
  /** Accepts a certificate by its SHA-256 in hexadecimal with colons; null: an authority of this machine vouches for it. */
  isPinned: ((fingerprint: string) => boolean) | null;
  keepAlive: boolean;
  maxSockets: number;
}

/** Hands a socket over only once its certificate has been accepted, so nobody else receives a secret. */
export class PinnedAgent extends https.Agent {
  constructor(private readonly own: PinnedAgentOptions) {
    super({ keepAlive: own.keepAlive, maxSockets: own.maxSockets });
  }

  override createConnection(
    { host, port, servername }: https.RequestOptions,
    done?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const { isPinned } = this.own;
    const socket = tls.connect({
      host: host ?? undefined,
      port: Number(port ?? 443),
      servername,
      rejectUnauthorized: isPinned === null,
    });
    socket.once('error', (error) => done?.(error, socket));
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate()?.fingerprint256 ?? 'none';
      if (isPinned === null || isPinned(shown)) return done?.(null, socket);
      return socket.destroy(certificateChanged(this.own.host, shown));
    });
    return undefined;
  }
}

const certificateChanged = (host: string, shown: string): DriverError =>
  new DriverError('certificate-changed', `${host} shows another certificate than before: ${shown}`, {
    host,
    detail: shown,
  });
