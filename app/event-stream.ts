import type { Subscription } from '../lib/model/change.ts';
import type { LiveSession } from '../lib/services/users/read-session.ts';
import type { ChangeMessage, HubListener } from '../lib/web/change-hub.ts';

/** Proxies close silent connections: a comment line keeps them open. */
const KEEP_ALIVE_MS = 20_000;
/** A stream ends after this long, whatever was received: the browser connects again, and its session is checked. */
const LIFE_MS = 300_000;

interface StreamOptions {
  hub: { subscribe(listener: HubListener): () => void };
  subscription: Subscription; // what its page shows
  since: string | null; // the hub's marker of when the page was rendered
  session: LiveSession;
  /** Whether the session is still there. */
  isLive: () => Promise<boolean>;
  signal: AbortSignal; // the browser has gone
  now: Date;
}

/**
 * Server-sent events for one session: the changes of what a page shows. The stream ends with the session: when the
 * database announces its end, when it expires, or, after a connection loss to the database, when a check shows that
 * it has ended.
 */
export function openEventStream({
  hub,
  subscription,
  since,
  session,
  isLive,
  signal,
  now,
}: StreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const gone = new AbortController(); // the reader has cancelled it
  return new ReadableStream({
    cancel: () => gone.abort(),
    start(controller) {
      const write = (text: string): void => controller.enqueue(encoder.encode(text));
      const send = ({ type, ...data }: ChangeMessage): void =>
        write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
      const left = AbortSignal.any([signal, gone.signal]);
      const end = (): void => {
        clearInterval(keepAlive);
        clearTimeout(life);
        unsubscribe();
        left.removeEventListener('abort', end);
        try {
          controller.close();
        } catch {
          // the browser has gone already
        }
      };
      const checkSession = (): void => void isLive().then((lives) => lives || end(), end);
      const receive: HubListener['receive'] = (message) => {
        if (message.type !== 'session-end') send(message);
        else if (message.sessionId === session.id) end();
        if (message.type === 'database' && message.isConnected) checkSession();
      };
      write('retry: 2000\n\n');
      const unsubscribe = hub.subscribe({ subscription, since, receive });
      const keepAlive = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS);
      const life = setTimeout(
        end,
        Math.min(LIFE_MS, Math.max(0, session.expiresAt.getTime() - now.getTime())),
      );
      left.addEventListener('abort', end);
      checkSession(); // it may have ended before this was listening
    },
  });
}
