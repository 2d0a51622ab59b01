import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';

/** An answer of a server: its status and body. */
export interface FakeAnswer {
  status?: number;
  body: string;
}

/** What a Prometheus answers to an instant query. */
export function vector(...series: [labels: Record<string, string>, value: string][]): FakeAnswer {
  const result = series.map(([metric, value]) => ({ metric, value: [1_700_000_000, value] }));
  return { body: JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }) };
}

/** A server on this machine that answers queries as the test says, and keeps what it was asked. */
export async function openFakePrometheus(
  answer: (query: string) => FakeAnswer | null, // null: never
  tls?: { key: string; cert: string },
) {
  const asked: { path: string; query: string; authorization: string | undefined }[] = [];
  const handle: http.RequestListener = async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    const query = new URLSearchParams(body).get('query') ?? '';
    asked.push({ path: request.url ?? '', query, authorization: request.headers.authorization });
    const given = answer(query);
    if (given === null) return;
    response.writeHead(given.status ?? 200, { 'content-type': 'application/json' });
    response.end(given.body);
  };
  const server = tls ? https.createServer(tls, handle) : http.createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;
  return {
    address: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    close: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
