import pg from 'pg';
import { type Change, parseAnnouncement } from '../model/change.ts';
import { CONNECTION_PATIENCE_MS, WatchedSession } from './watched-session.ts';

export interface ChangeListener {
  onChange(change: Change): void;
  onSessionEnd?(sessionId: string): void;
  /**
   * Called when the connection is lost (false) and when it is back (true): changes in between may have been missed.
   */
  onConnection?(isConnected: boolean): void;
}

const RECONNECT_MS = 1000;

const CHANGES = 'ballast';
const SESSION_ENDS = 'ballast_session';

/**
 * Receives the notifications of the database's triggers: what has changed and in which cluster, the id of a session
 * that has ended. It uses a separate connection that reconnects by itself, also if it was cut without notice. Returns the
 * function that ends it.
 */
export function listenForChanges(url: string, listener: ChangeListener): () => Promise<void> {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isEnded = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'ballast-listen',
      connectionTimeoutMillis: CONNECTION_PATIENCE_MS,
    });
    client = next;
    let isLost = false;
    const lose = (): void => {
      if (isLost) return;
      isLost = true;
      void next.end().catch(() => undefined);
      if (isEnded) return;
      listener.onConnection?.(false);
      timer = setTimeout(connect, RECONNECT_MS);
    };
    next.on('notification', ({ channel, payload = '' }) => {
      if (channel === SESSION_ENDS) return listener.onSessionEnd?.(payload);
      const change = parseAnnouncement(payload);
      if (change) listener.onChange(change);
    });
    next.on('error', () => undefined); // the session tells of it
    try {
      await next.connect();
    } catch {
      return lose();
    }
    const session = new WatchedSession(next, lose);
    try {
      await session.query(`LISTEN ${SESSION_ENDS}; LISTEN ${CHANGES}`);
      listener.onConnection?.(true);
    } catch {
      session.forget();
      lose();
    }
  };
  void connect();

  return async () => {
    isEnded = true;
    if (timer) clearTimeout(timer);
    await client?.end().catch(() => undefined);
  };
}
