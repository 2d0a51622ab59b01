import { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

const KIB = 1024;
/** A sign-in form is small; the largest form of those who are signed in connects hosts, about 200 bytes each. */
const LIMITS_KIB = { none: 0, anonymous: 16, signedIn: 256 };
/** The limit for all bodies that are being received together. */
const MAX_BUFFERED_BYTES = 32 * KIB * KIB;

/** The name of the cookie is enough here: its session is looked up when the body has arrived. */
function limitKiBOf({ method, url, headers }: IncomingMessage): number {
  if (method !== 'POST') return LIMITS_KIB.none;
  const isAnonymous = url?.startsWith('/api/') || !headers.cookie?.includes('ballast.session_token=');
  return isAnonymous ? LIMITS_KIB.anonymous : LIMITS_KIB.signedIn;
}

/** A request whose body has arrived: Next reads it from memory, and never waits for a client. */
class ReceivedRequest extends IncomingMessage {
  constructor(request: IncomingMessage, body: Buffer) {
    super(request.socket);
    this.method = request.method;
    this.url = request.url;
    this.httpVersion = request.httpVersion;
    this.httpVersionMajor = request.httpVersionMajor;
    this.httpVersionMinor = request.httpVersionMinor;
    this.rawHeaders = request.rawHeaders;
    this.headers = request.headers;
    this.push(body);
    this.push(null);
    this.complete = true;
  }

  override _read(): void {}

  /** A body that is rejected does not close the connection: the response is sent on it. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    done(error);
  }
}

/** Receives bodies, each up to the limit of its route, and all of them up to the limit of memory. */
export class BodyReceiver {
  private bytes = 0;

  /**
   * The request with its body in memory, and the body; or the reason why it is refused. Rejects if the client
   * disconnects.
   */
  async receive(request: IncomingMessage): Promise<Refusal | { request: IncomingMessage; body: Buffer }> {
    const limitKiB = limitKiBOf(request);
    const length = Number(request.headers['content-length'] ?? 0);
    const isChunked = request.headers['transfer-encoding'] !== undefined;
    if (length === 0 && !isChunked) return { request, body: Buffer.alloc(0) };
    const tooLarge = new Refusal('body-too-large', { limitKiB });
    if (length > limitKiB * KIB || limitKiB === 0) return tooLarge;
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        chunks.push(chunk);
        size += chunk.length;
        this.bytes += chunk.length;
        if (size > limitKiB * KIB) return tooLarge;
        if (this.bytes > MAX_BUFFERED_BYTES) return new Refusal('too-many-bodies');
      }
    } finally {
      this.bytes -= size;
    }
    const body = Buffer.concat(chunks);
    return { request: new ReceivedRequest(request, body), body };
  }
}
