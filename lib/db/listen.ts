import pg from 'pg';
import { type Change, parseAnnouncement } from '../model/change.ts';

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
 * that has ended. It uses a separate connection that reconnects by itself. Returns the function that ends it.
 */
export function listenForChanges(url: string, listener: ChangeListener): () => Promise<void> {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isEnded = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true });
    client = next;
    let isLost = false;
    const lose = (): void => {
      if (isLost || isEnded) return;
      isLost = true;
      listener.onConnection?.(false);
      timer = setTimeout(connect, RECONNECT_MS);
    };
    next.on('error', lose);
    next.on('end', lose);
    next.on('notification', ({ channel, payload = '' }) => {
      if (channel === SESSION_ENDS) return listener.onSessionEnd?.(payload);
      const change = parseAnnouncement(payload);
      if (change) listener.onChange(change);
    });
    try {
      await next.connect();
      await next.query(`LISTEN ${SESSION_ENDS}`);
      await next.query(`LISTEN ${CHANGES}`);
      listener.onConnection?.(true);
    } catch {
      await next.end().catch(() => undefined);
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
