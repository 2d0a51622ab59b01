import type http from 'node:http';
import { createHttpsClient } from '../endpoint/https-client.ts';

interface Answer {
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
 * that an authority of this machine vouches for. Requests are never repeated here: an order whose answer was lost may have been
 * accepted.
 */
export function createTransport(address: URL, fingerprint: string | null): Transport {
  const isPinned = fingerprint === null ? null : (shown: string) => shown === fingerprint;
  const client = createHttpsClient({ address, isPinned });
  let cookie: string | null = null;
  const post = async (body: string, timeoutMs: number): Promise<Answer> => {
    const headers: http.OutgoingHttpHeaders = {
      'content-type': 'text/xml; charset=utf-8',
      soapaction: 'urn:vim25/6.5',
      ...(cookie === null ? {} : { cookie }),
    };
    const answer = await client.send({ method: 'POST', path: '/sdk', headers, body, timeoutMs });
    cookie = sessionOf(answer.headers) ?? cookie;
    return answer;
  };
  return { post, close: () => client.close() };
}

function sessionOf(headers: http.IncomingHttpHeaders): string | null {
  const cookie = headers['set-cookie']?.find((each) => each.startsWith('vmware_soap_session'));
  return cookie?.split(';')[0] ?? null;
}
