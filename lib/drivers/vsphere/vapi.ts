import { z } from 'zod';
import { DriverError } from '../../model/errors.ts';
import { createHttpsClient } from '../endpoint/https-client.ts';
import type { VsphereEndpoint } from './config.ts';

const PATIENCE_MS = 10_000;
const BASE = '/rest/com/vmware/cis';
const UNAUTHORIZED = 401;

/** Calls the REST API of a vCenter (vAPI), in a session of its own, which begins with the first call. */
export interface Vapi {
  /** The value that a path has, or that an action on it returns. Throws DriverError. */
  get(path: string): Promise<unknown>;
  ask(path: string, body: object): Promise<unknown>;
  close(): Promise<void>;
}

const Answer = z.object({ value: z.unknown() });
const SessionId = z.object({ value: z.string().min(1) });

export function createVapi({ address, user, password, fingerprint }: VsphereEndpoint): Vapi {
  const isPinned = fingerprint === null ? null : (shown: string) => shown === fingerprint;
  const client = createHttpsClient({ address, isPinned });
  const credentials = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  let session: string | null = null;

  const send = (method: string, path: string, headers: Record<string, string>, body = '') =>
    client.send({
      method,
      path: `${BASE}${path}`,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      body,
      timeoutMs: PATIENCE_MS,
    });
  const begin = async (): Promise<string> => {
    const { status, body } = await send('POST', '/session', { authorization: credentials });
    if (status !== 200) throw refused(address.host, '/session', status);
    session = parse(SessionId, body, address.host, '/session').value;
    return session;
  };
  const sendWithin = async (method: string, path: string, body: string) => {
    const known = session;
    const first = await send(method, path, { 'vmware-api-session-id': known ?? (await begin()) }, body);
    if (first.status !== UNAUTHORIZED || known === null) return first;
    return send(method, path, { 'vmware-api-session-id': await begin() }, body); // the session had ended
  };
  const call = async (method: string, path: string, body = ''): Promise<unknown> => {
    const answer = await sendWithin(method, path, body);
    if (answer.status !== 200) throw refused(address.host, path, answer.status);
    return parse(Answer, answer.body, address.host, path).value;
  };
  return {
    get: (path) => call('GET', path),
    ask: (path, body) => call('POST', path, JSON.stringify(body)),
    close: async () => {
      const open = session;
      session = null;
      if (open !== null)
        await send('DELETE', '/session', { 'vmware-api-session-id': open }).catch(() => undefined);
      client.close();
    },
  };
}

const refused = (host: string, path: string, status: number): DriverError => {
  const detail = `${path}: HTTP ${status}`;
  return new DriverError('driver-failed', `${host} refuses ${detail}`, { host, detail });
};

function parse<T>(schema: z.ZodType<T>, body: string, host: string, path: string): T {
  try {
    return schema.parse(JSON.parse(body));
  } catch (error) {
    const detail = `${path}: ${body.slice(0, 120)}`;
    throw new DriverError(
      'driver-failed',
      `${host} gave an answer that was not understood: ${detail}`,
      {
        host,
        detail,
      },
      { cause: error },
    );
  }
}
