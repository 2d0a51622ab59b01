import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Clock } from '../../lib/model/clock.ts';
import { createAddressReader } from '../../lib/platform/client-address.ts';
import type { Environment } from '../../lib/platform/env.ts';
import type { Log } from '../../lib/platform/log.ts';
import { isSoundActionBody } from './action-body.ts';
import { AllowedHosts } from './allowed-hosts.ts';
import { BodyReceiver } from './body.ts';
import { checkRequest } from './check-request.ts';
import { Refusal, type RefusalCode, sendRefusal } from './refusal.ts';
import { RefusalLog } from './refusal-log.ts';
import { contentSecurityPolicy, setSecurityHeaders } from './security-headers.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface GateOptions {
  env: Pick<Environment, 'host' | 'origin' | 'allowedHosts' | 'trustedProxies'>;
  log: Log;
  clock: Clock;
}

/** Node's own errors, before there is a request: invalid HTTP, too long, or too slow. */
const nodeFaults: Readonly<Record<string, RefusalCode>> = {
  HPE_HEADER_OVERFLOW: 'header-too-long',
  ERR_HTTP_REQUEST_TIMEOUT: 'body-too-slow',
};

/**
 * Runs before Next for every route: checks the name, the form and size of the request, and sets the headers of every
 * response (docs/adr/0010). Accepted requests are passed to `handle` with their body in memory.
 */
export class Gate {
  private readonly hosts: AllowedHosts;
  private readonly refusals: RefusalLog;
  private readonly bodies = new BodyReceiver();
  private readonly origin: string;
  private readonly log: Log;
  private readonly addressOf: ReturnType<typeof createAddressReader>;

  constructor(
    { env, log, clock }: GateOptions,
    private readonly handle: Handle,
  ) {
    this.hosts = new AllowedHosts(env);
    this.refusals = new RefusalLog(log, clock);
    this.origin = env.origin;
    this.log = log;
    this.addressOf = createAddressReader(env.trustedProxies);
  }

  /** Handles the requests of a server, and sets its time limits. */
  guard(server: Server): void {
    server.headersTimeout = 10_000;
    server.requestTimeout = 20_000; // with its body
    server.on('request', (request, response) => void this.take(request, response));
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      const code = nodeFaults[error.code ?? ''] ?? 'header-not-understood';
      const { status } = new Refusal(code);
      if (error.code !== 'ECONNRESET' && 'remoteAddress' in socket)
        this.refusals.note(code, String(socket.remoteAddress));
      if (socket.writable) socket.end(`HTTP/1.1 ${status} ${code}\r\nConnection: close\r\n\r\n`);
      else socket.destroy();
    });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const policy = contentSecurityPolicy(randomBytes(16).toString('base64'));
    setSecurityHeaders(response, policy, this.origin.startsWith('https:'));
    const { headers, socket } = request;
    const client = this.addressOf(socket.remoteAddress, String(headers['x-forwarded-for'] ?? ''));
    try {
      const admitted = await this.admit(request);
      if (admitted instanceof Refusal) {
        this.refusals.note(admitted.code, client, request);
        sendRefusal(admitted, request, response);
        return;
      }
      admitted.headers['x-forwarded-for'] = client; // the client address that everything behind the gate uses
      admitted.headers['content-security-policy'] = policy;
      await this.handle(admitted, response);
    } catch (error) {
      if (request.destroyed && !request.complete) return; // the client went away while it sent
      this.log.error({ err: error }, 'a request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  }

  private async admit(request: IncomingMessage): Promise<Refusal | IncomingMessage> {
    const refusal = checkRequest(request, this.hosts, this.origin);
    if (refusal) return refusal;
    const received = await this.bodies.receive(request);
    if (received instanceof Refusal) return received;
    // Next itself fetches the target of an action's redirect, with the headers of the form's request
    const isSound = request.method !== 'POST' || (await isSoundActionBody(request.headers, received.body));
    return isSound ? received.request : new Refusal('body-not-understood');
  }
}
