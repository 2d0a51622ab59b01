import type http from 'node:http';
import https from 'node:https';
import { PinnedAgent } from './pinned-agent.ts';
import { requestFailure } from './request-failure.ts';

/** More than any answer of a large cluster. */
const MAX_ANSWER_BYTES = 256 * 2 ** 20;
const MAX_CONNECTIONS = 4;

export interface HttpsRequest {
  method: string;
  path: string; // with its query
  headers: http.OutgoingHttpHeaders;
  body: string; // empty: none
  timeoutMs: number;
}

export interface HttpsAnswer {
  status: number;
  reason: string; // beside the status
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** Sends requests to one server over HTTPS. */
export interface HttpsClient {
  /**
   * Throws `host-unreachable`, `certificate-changed`, `certificate-refused` or `certificate-other-name`, and never repeats a
   * request: one whose answer was lost may have been carried out.
   */
  send(request: HttpsRequest): Promise<HttpsAnswer>;
  close(): void;
}

interface HttpsClientOptions {
  address: URL;
  /** Accepts a certificate by its SHA-256; null: an authority of this machine vouches for it. */
  isPinned: ((fingerprint: string) => boolean) | null;
  keepAlive?: boolean; // connections stay open; otherwise each request has its own
}

export function createHttpsClient({ address, isPinned, keepAlive = true }: HttpsClientOptions): HttpsClient {
  const { host } = address;
  const agent = new PinnedAgent({ host, isPinned, keepAlive, maxSockets: MAX_CONNECTIONS });
  const send = async ({ method, path, headers, body, timeoutMs }: HttpsRequest): Promise<HttpsAnswer> => {
    const answer = Promise.withResolvers<HttpsAnswer>();
    const length = body === '' ? {} : { 'content-length': Buffer.byteLength(body) };
    const options = { method, agent, headers: { ...headers, ...length } };
    const request = https.request(new URL(path, address), options, (response) => {
      const { statusCode: status = 0, statusMessage: reason = '' } = response;
      readBody(response, request).then(
        (text) => answer.resolve({ status, reason, headers: response.headers, body: text }),
        answer.reject,
      );
    });
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
      throw requestFailure(host, error);
    }
  };
  return { send, close: () => agent.destroy() };
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
