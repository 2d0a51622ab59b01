import type http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { DriverError } from '../../model/errors.ts';

/** More than any answer of a cluster within VMware's limits. */
const MAX_ANSWER_BYTES = 256 * 2 ** 20;

export interface Answer {
  status: number;
  body: string;
}

/** Sends requests to one vCenter over connections that stay open. It keeps the cookie of the session. */
export interface Transport {
  post(body: string, timeoutMs: number): Promise<Answer>;
  close(): void;
}

/**
 * A transport to the SDK of a vCenter. `fingerprint`: the SHA-256 of the only certificate that is accepted; null: one
 * that an authority of this machine vouches for. A connection is used only after its certificate has been compared, so nobody else
 * receives a password. Requests throw `host-unreachable`, `certificate-changed` or `certificate-refused`, and are never
 * repeated here: an order whose answer was lost may have been accepted.
 */
export function createTransport(address: URL, fingerprint: string | null): Transport {
  const agent = new PinnedAgent(address.host, fingerprint);
  let cookie: string | null = null;
  const post = async (body: string, timeoutMs: number): Promise<Answer> => {
    const answer = Promise.withResolvers<Answer>();
    const headers: http.OutgoingHttpHeaders = {
      'content-type': 'text/xml; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      soapaction: 'urn:vim25/6.5',
    };
    if (cookie !== null) headers.cookie = cookie;
    const request = https.request(
      new URL('/sdk', address),
      { method: 'POST', agent, headers },
      (response) => {
        cookie = sessionOf(response) ?? cookie;
        readBody(response, request).then(
          (text) => answer.resolve({ status: response.statusCode ?? 0, body: text }),
          answer.reject,
        );
      },
    );
    const patience = setTimeout(
      () => request.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    request.once('close', () => clearTimeout(patience));
    request.once('error', answer.reject);
    request.end(body);
    try {
      return await answer.promise;
    } catch (error) {
      throw asDriverError(address.host, error);
    }
  };
  return { post, close: () => agent.destroy() };
}

function sessionOf(response: http.IncomingMessage): string | null {
  const cookie = response.headers['set-cookie']?.find((each) => each.startsWith('vmware_soap_session'));
  return cookie?.split(';')[0] ?? null;
}

async function readBody(response: http.IncomingMessage, request: http.ClientRequest): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response) {
    const chunk = Buffer.from(part);
    bytes += chunk.length;
    if (bytes > MAX_ANSWER_BYTES) request.destroy(new Error('the answer is too long'));
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Hands a socket over only once its certificate has been accepted. */
class PinnedAgent extends https.Agent {
  constructor(
    private readonly host: string,
    private readonly fingerprint: string | null,
  ) {
    super({ keepAlive: true, maxSockets: 4 });
  }

  override createConnection(
    { host, port, servername }: https.RequestOptions,
    done?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const socket = tls.connect({
      host: host ?? undefined,
      port: Number(port ?? 443),
      servername,
      rejectUnauthorized: this.fingerprint === null,
    });
    socket.once('error', (error) => done?.(error, socket));
    socket.once('secureConnect', () => {
      const shown = socket.getPeerX509Certificate()?.fingerprint256;
      if (this.fingerprint === null || shown === this.fingerprint) return done?.(null, socket);
      return socket.destroy(certificateChanged(this.host, shown ?? 'none'));
    });
    return undefined;
  }
}

const certificateChanged = (host: string, shown: string): DriverError =>
  new DriverError('certificate-changed', `${host} shows another certificate than before: ${shown}`, {
    host,
    detail: shown,
  });

/** Codes of Node's TLS for a certificate that nobody vouches for, or that does not fit. */
const REFUSED =
  /CERT_|_CERT|ERR_TLS_CERT|SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)|certificate|HOSTNAME_MISMATCH/i;
const OTHER_NAME = 'ERR_TLS_CERT_ALTNAME_INVALID';

function asDriverError(host: string, error: unknown): DriverError {
  if (error instanceof DriverError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const reason = error instanceof Error && 'code' in error ? String(error.code) : '';
  const facts = { host, detail };
  if (reason === OTHER_NAME)
    return new DriverError(
      'certificate-other-name',
      `the certificate of ${host} is for another name`,
      facts,
      {
        cause: error,
      },
    );
  if (REFUSED.test(reason))
    return new DriverError(
      'certificate-refused',
      `the certificate of ${host} is not trusted: ${detail}`,
      facts,
      {
        cause: error,
      },
    );
  return new DriverError('host-unreachable', `${host} does not answer: ${detail}`, facts, { cause: error });
}
