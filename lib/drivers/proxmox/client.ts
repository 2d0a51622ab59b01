import { DriverError } from '../../model/errors.ts';
import { createHttpsClient, type HttpsClient, type HttpsRequest } from '../endpoint/https-client.ts';
import { dataOf } from './answer.ts';
import type { ProxmoxEndpoint } from './config.ts';

const READ_PATIENCE_MS = 10_000;
const ORDER_PATIENCE_MS = 30_000;

export type Parameters = Readonly<Record<string, string | number>>;

/** Calls the API of a cluster through one of its nodes. */
export interface Pve {
  /** The data that a path has. A node that does not answer is replaced by the next. Throws DriverError or ProxmoxRefusal. */
  get(path: string, query?: Parameters): Promise<unknown>;
  /**
   * Carries something out, with a connection of its own: the server may close one that was idle, and an order whose
   * answer was lost is never sent again.
   */
  order(method: 'POST' | 'DELETE', path: string, parameters?: Parameters): Promise<unknown>;
  /** The same paths through the next node. */
  askNext(): void;
  /** Each address by itself: its answer to a path, or the error. */
  askEach(path: string): Promise<{ host: string; answer: unknown; error: unknown }[]>;
  /** Further certificates that are accepted: those that an accepted node has for the others. */
  trust(fingerprints: readonly string[]): void;
  readonly host: string; // the node that answers
  readonly count: number; // of addresses
  close(): void;
}

interface Server {
  host: string;
  reading: HttpsClient;
  ordering: HttpsClient;
}

export function createPve({ addresses, tokenId, secret, fingerprints }: ProxmoxEndpoint): Pve {
  const pinned = new Set(fingerprints ?? []);
  const isPinned = fingerprints === null ? null : (shown: string) => pinned.has(shown);
  const servers = addresses.map(
    (address): Server => ({
      host: address.host,
      reading: createHttpsClient({ address, isPinned }),
      ordering: createHttpsClient({ address, isPinned, keepAlive: false }),
    }),
  );
  const headers = { authorization: `PVEAPIToken=${tokenId}=${secret}` };
  let turn = 0;
  const current = (): Server => serverAt(servers, turn);

  const readFrom = async ({ host, reading }: Server, path: string): Promise<unknown> => {
    const request: HttpsRequest = { method: 'GET', path, headers, body: '', timeoutMs: READ_PATIENCE_MS };
    const send = async () => dataOf(host, tokenId, await reading.send(request));
    try {
      return await send();
    } catch (error) {
      if (!wasIdle(error)) throw error;
      return send();
    }
  };
  const readFromAny = async (path: string): Promise<unknown> => {
    const failures: DriverError[] = [];
    for (let tried = 0; tried < servers.length; tried++) {
      const before = turn;
      try {
        return await readFrom(current(), path);
      } catch (error) {
        if (!isOfServer(error)) throw error;
        failures.push(error);
        if (turn === before) turn++; // unless another request has done so already
      }
    }
    throw failures.find(({ code }) => code !== 'host-unreachable') ?? failures[0];
  };
  return {
    get: (path, query = {}) => readFromAny(pathWith(path, query)),
    order: async (method, path, parameters = {}) => {
      const { host, ordering } = current();
      const body = method === 'POST' ? formOf(parameters) : '';
      const form = body === '' ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
      const request = { method, path: pathWith(path, {}), headers: { ...headers, ...form }, body };
      return dataOf(host, tokenId, await ordering.send({ ...request, timeoutMs: ORDER_PATIENCE_MS }));
    },
    askNext: () => {
      turn++;
    },
    askEach: (path) =>
      Promise.all(
        servers.map(async (server) => {
          try {
            return { host: server.host, answer: await readFrom(server, pathWith(path, {})), error: null };
          } catch (error) {
            return { host: server.host, answer: null, error };
          }
        }),
      ),
    trust: (shown) => {
      for (const fingerprint of shown) pinned.add(fingerprint.toUpperCase());
    },
    get host() {
      return current().host;
    },
    count: servers.length,
    close: () => {
      for (const { reading, ordering } of servers) {
        reading.close();
        ordering.close();
      }
    },
  };
}

function serverAt(servers: readonly Server[], turn: number): Server {
  const server = servers[turn % servers.length];
  if (server !== undefined) return server;
  throw new DriverError('bad-config', 'the cluster has no address', { detail: 'no address' });
}

const formOf = (parameters: Parameters): string =>
  new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)])).toString();

const pathWith = (path: string, query: Parameters): string => {
  const form = formOf(query);
  return `/api2/json${path}${form === '' ? '' : `?${form}`}`;
};

/** Whether another node may answer where this one did not. */
const isOfServer = (error: unknown): error is DriverError =>
  error instanceof DriverError &&
  (error.code === 'host-unreachable' || error.code.startsWith('certificate-'));

/** The server has closed the connection before it saw the request, which only reads. */
const wasIdle = (error: unknown): boolean =>
  error instanceof DriverError &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  ['ECONNRESET', 'EPIPE'].includes(String(error.cause.code));
