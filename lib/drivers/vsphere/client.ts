import { DriverError } from '../../model/errors.ts';
import { present } from '../../model/present.ts';
import { at, child, type Node, text } from '../xml.ts';
import type { VsphereEndpoint } from './config.ts';
import { isFault } from './faults.ts';
import { element, envelope, parseResponse, type Ref, refOf, returned, VimFault } from './soap.ts';
import { createTransport } from './transport.ts';

const PATIENCE_MS = 30_000;
const SERVICE: Ref = { type: 'ServiceInstance', value: 'ServiceInstance' };

/** The managers of a vCenter that Ballast uses, by the names of ServiceContent. */
type Manager =
  | 'rootFolder'
  | 'propertyCollector'
  | 'viewManager'
  | 'sessionManager'
  | 'authorizationManager'
  | 'perfManager'
  | 'searchIndex'
  | 'vmProvisioningChecker';

/** One login at a vCenter. */
export interface Session {
  key: string;
  version: string; // of the vCenter, to display
  manager(name: Manager): Ref;
}

/** Calls methods of a vCenter within one session, which begins with the first call. */
export interface Vim {
  /** The current session; begins one if there is none. */
  session(): Promise<Session>;
  /**
   * The response of a method. A session that has ended is renewed once, and the call repeated: vCenter has not carried it out.
   * Throws VimFault for a refusal, otherwise DriverError.
   */
  call(method: string, self: Ref | Manager, args?: string, timeoutMs?: number): Promise<Node>;
  /** Ends the session. */
  close(): Promise<void>;
}

export function createVim(endpoint: VsphereEndpoint): Vim {
  const { address, user, password, fingerprint } = endpoint;
  const transport = createTransport(address, fingerprint);
  let current: Promise<Session> | null = null;

  const send = async (method: string, self: Ref, args: string, timeoutMs: number): Promise<Node> => {
    const answer = await transport.post(envelope(method, self, args), timeoutMs);
    const response = parseResponse(answer.body, method);
    if (response !== null) return response;
    throw notUnderstood(address.host, method, answer.status, answer.body);
  };
  const begin = async (): Promise<Session> => {
    const content = returned(await send('RetrieveServiceContent', SERVICE, '', PATIENCE_MS));
    const manager = (name: Manager): Ref => present(refOf(child(content, name), name), `vCenter's ${name}`);
    const credentials = element('userName', user) + element('password', password);
    try {
      const login = returned(await send('Login', manager('sessionManager'), credentials, PATIENCE_MS));
      const version = text(at(content, 'about'), 'fullName') ?? 'VMware vCenter Server';
      return { key: text(login, 'key') ?? '', version, manager };
    } catch (error) {
      throw isFault(error, 'InvalidLogin', 'NoPermission') ? loginRefused(address.host, user) : error;
    }
  };
  const session = (): Promise<Session> => {
    if (current !== null) return current;
    const beginning = begin();
    current = beginning;
    beginning.catch(() => {
      if (current === beginning) current = null; // the next call tries again
    });
    return beginning;
  };
  const refTo = ({ manager }: Session, self: Ref | Manager): Ref =>
    typeof self === 'string' ? manager(self) : self;

  return {
    session,
    call: async (method, self, args = '', timeoutMs = PATIENCE_MS) => {
      const before = session();
      try {
        return await send(method, refTo(await before, self), args, timeoutMs);
      } catch (error) {
        if (!isFault(error, 'NotAuthenticated')) throw error;
        if (current === before) current = null; // unless another call has renewed it already
        return send(method, refTo(await session(), self), args, timeoutMs);
      }
    },
    close: async () => {
      const open = await current?.catch(() => null);
      current = null;
      if (open != null) await send('Logout', open.manager('sessionManager'), '', 2000).catch(() => undefined);
      transport.close();
    },
  };
}

const loginRefused = (host: string, user: string): DriverError =>
  new DriverError('host-refused', `${host} refuses the login of ${user}`, { host, detail: user });

/** A proxy answers in place of a vCenter that starts or stops: then nothing is known, as without an answer. */
function notUnderstood(host: string, method: string, status: number, body: string): DriverError {
  if (status >= 500 && status !== 500) {
    const detail = `HTTP ${status}`;
    return new DriverError('host-unreachable', `${host} does not answer: ${detail}`, { host, detail });
  }
  const detail = `${method}: HTTP ${status}, ${body.slice(0, 120)}`;
  return new DriverError('driver-failed', `${host} gave an answer that was not understood: ${detail}`, {
    host,
    detail,
  });
}

/** Throws what another error is for its caller: an error of vCenter that has no code of its own. */
export const unexpected = (host: string, error: unknown): DriverError => {
  if (error instanceof DriverError) return error;
  const detail = error instanceof VimFault ? error.message : String(error);
  return new DriverError('driver-failed', `${host}: ${detail}`, { host, detail }, { cause: error });
};
