import http from 'node:http';
import https from 'node:https';
import type { FiguresSource } from '../../model/figures-source.ts';
import { createAgent } from './agent.ts';
import { FiguresError } from './figures-error.ts';
import { parseAnswer, type Sample } from './wire.ts';

const PATIENCE_MS = 10_000;
/** 25,000 VMs with long labels need about 8 MiB. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface PrometheusClient {
  /** The values of an instant query, now. Throws a FiguresError. */
  query(text: string, signal?: AbortSignal): Promise<Sample[]>;
  close(): void;
}

/** Asks one Prometheus. `token` is sent as a bearer token; no error and no log contains it. */
export function createPrometheusClient(
  where: Pick<FiguresSource, 'address' | 'authority' | 'fingerprint'>,
  token: string | null,
): PrometheusClient {
  const url = new URL(`${where.address.replace(/\/+$/, '')}/api/v1/query`);
  const agent = createAgent(where);
  const request = url.protocol === 'https:' ? https.request : http.request;
  const ask = (text: string, signal: AbortSignal): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const body = new URLSearchParams({ query: text }).toString();
      const headers: http.OutgoingHttpHeaders = {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
      };
      if (token !== null) headers.authorization = `Bearer ${token}`;
      const asked = request(url, { method: 'POST', agent, headers, signal }, (answer) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        answer.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes <= MAX_ANSWER_BYTES) return void parts.push(part);
          answer.destroy(new FiguresError('too-large', `its answer has more than ${MAX_ANSWER_BYTES} bytes`));
        });
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
        );
      });
      asked.on('error', reject);
      asked.end(body);
    });
  return {
    query: async (text, signal) => {
      const late = AbortSignal.timeout(PATIENCE_MS);
      try {
        const { status, body } = await ask(text, signal ? AbortSignal.any([signal, late]) : late);
        return parseAnswer(status, body);
      } catch (error) {
        throw FiguresError.of(error);
      }
    },
    close: () => agent.destroy(),
  };
}
