import { connect } from 'node:net';
import type { HostileRequest } from './requests.ts';

export interface Answer {
  status: number; // 0: the server closed the connection without a response
  text: string; // including its headers
  ms: number;
}

const PATIENCE_MS = 30_000;
const STREAM_MS = 300;

/** Sends a request as raw bytes, as no client library would. Rejects if there is no response within half a minute. */
export function send(port: number, request: HostileRequest, cookie: string | null): Promise<Answer> {
  const { method, target, body } = request;
  const own: [string, string][] = [
    ['Host', `127.0.0.1:${port}`],
    ...(cookie === null ? [] : ([['Cookie', cookie]] satisfies [string, string][])),
    ...(body === '' ? [] : ([['Content-Length', String(body.length)]] satisfies [string, string][])),
    ['Connection', 'close'],
  ];
  const lines = [...own, ...request.headers].map(([name, value]) => `${name}: ${value}`);
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(chunks).toString();
      resolve({ status: Number(text.slice(9, 12)), text, ms: performance.now() - startedAt });
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`));
    }, PATIENCE_MS);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (chunk.includes('text/event-stream')) setTimeout(finish, STREAM_MS); // the stream would last for minutes
    });
    socket.on('close', finish);
    socket.on('error', finish);
    socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1');
  });
}
