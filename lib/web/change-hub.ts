import { listenForChanges } from '../db/listen.ts';
import { getEnvironment } from './shared.ts';

/** What a browser is told: which tables changed, or that the database itself was lost or found again. */
export type ChangeMessage = { type: 'change'; tables: string[] } | { type: 'database'; isConnected: boolean };

/** What a stream itself hears as well: a session that has ended. */
export type HubMessage = ChangeMessage | { type: 'session-end'; sessionId: string };

/** Changes are gathered for this long before they are told: one message for all that a transaction or two did. */
const GATHER_MS = 250;

class ChangeHub {
  private readonly listeners = new Set<(message: HubMessage) => void>();
  private readonly tables = new Set<string>();
  private timer: NodeJS.Timeout | null = null;

  constructor(url: string) {
    listenForChanges(url, {
      onChange: (table) => this.gather(table),
      onSessionEnd: (sessionId) => this.tell({ type: 'session-end', sessionId }),
      onConnection: (isConnected) => this.tell({ type: 'database', isConnected }),
    });
  }

  subscribe(listener: (message: HubMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private gather(table: string): void {
    this.tables.add(table);
    this.timer ??= setTimeout(() => {
      this.timer = null;
      const tables = [...this.tables].sort();
      this.tables.clear();
      this.tell({ type: 'change', tables });
    }, GATHER_MS);
  }

  private tell(message: HubMessage): void {
    for (const listener of this.listeners) listener(message);
  }
}

declare global {
  var ballastChangeHub: ChangeHub | undefined;
}

/** One listening connection for all streams of this web process. */
export function getChangeHub(): ChangeHub {
  const url = getEnvironment().databaseUrl;
  if (!url) throw new Error('the web process needs DATABASE_URL');
  globalThis.ballastChangeHub ??= new ChangeHub(url);
  return globalThis.ballastChangeHub;
}
