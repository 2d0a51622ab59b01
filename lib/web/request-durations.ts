import type { IncomingMessage, ServerResponse } from 'node:http';
import { Histogram } from 'prom-client';

/** What was asked of the web process: a page, its update, an action of it, the API, or one of its files. */
export type RequestKind = 'page' | 'update' | 'action' | 'api' | 'file';

const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

declare global {
  /** One for the process: what serves the console fills it, and what Next bundles reads it. */
  var ballastRequestDurations: Histogram<'kind'> | undefined;
}

/** How long this process took to answer, by kind of request. */
export function requestDurations(): Histogram<'kind'> {
  globalThis.ballastRequestDurations ??= new Histogram({
    name: 'ballast_request_duration_seconds',
    help: 'How long this web process took to answer, until the last byte was sent.',
    labelNames: ['kind'],
    buckets: BUCKETS,
    registers: [],
  });
  return globalThis.ballastRequestDurations;
}

/** Null: a stream of events, which has no duration. */
export function kindOfRequest({
  url = '/',
  headers,
}: Pick<IncomingMessage, 'url' | 'headers'>): RequestKind | null {
  const [path = '/'] = url.split('?');
  if (path === '/api/events') return null;
  if (path.startsWith('/_next/') || /\.[a-z0-9]+$/.test(path)) return 'file';
  if (path.startsWith('/api/') || path === '/metrics') return 'api';
  if (headers['next-action'] !== undefined) return 'action';
  return headers.rsc === undefined ? 'page' : 'update';
}

/** Notes how long the answer takes. One that its browser did not wait for is not counted. */
export function timeAnswer(
  request: Pick<IncomingMessage, 'url' | 'headers'>,
  response: Pick<ServerResponse, 'once'>,
): void {
  const kind = kindOfRequest(request);
  if (kind === null) return;
  const startedAt = performance.now();
  response.once('finish', () => requestDurations().observe({ kind }, (performance.now() - startedAt) / 1000));
}
