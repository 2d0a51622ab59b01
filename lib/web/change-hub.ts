import { randomUUID } from 'node:crypto';
import { listenForChanges } from '../db/listen.ts';
import { type Change, isWanted, type Subscription } from '../model/change.ts';
import { getEnvironment } from './shared.ts';

/**
 * What a browser receives: the changes of what it shows, that some changes may have been missed, or that the
 * database itself was lost or found again.
 */
export type ChangeMessage =
  | { type: 'change'; changes: readonly Change[] }
  | { type: 'missed' }
  | { type: 'database'; isConnected: boolean };

/** What a stream receives in addition: a session that has ended. */
export type HubMessage = ChangeMessage | { type: 'session-end'; sessionId: string };

/** A listener: its subscription, and the mark of its page, so that it receives what has happened since then. */
export interface HubListener {
  subscription: Subscription;
  since?: string | null;
  receive: (message: HubMessage) => void;
}

/** Changes are gathered for this long before they are sent: one message for all changes of a transaction or two. */
const GATHER_MS = 250;

/** Receives all changes of the database and passes them on to the listeners that subscribed to them. */
export class ChangeHub {
  private readonly id = randomUUID(); // marks of another process say nothing here
  private readonly listeners = new Set<HubListener>();
  private readonly gathered = new Map<string, Change>();
  private readonly last = new Map<string, { change: Change; count: number }>();
  private timer: NodeJS.Timeout | null = null;
  private count = 0;
  private connectedSince = Number.POSITIVE_INFINITY; // of what happened before, nothing is known

  /** `listen` is the source of changes (`listenForChanges` with the product's database). */
  constructor(listen: (listener: Parameters<typeof listenForChanges>[1]) => unknown) {
    listen({
      onChange: (change) => this.gather(change),
      onSessionEnd: (sessionId) => this.broadcast({ type: 'session-end', sessionId }),
      onConnection: (isConnected) => {
        this.connectedSince = isConnected ? ++this.count : Number.POSITIVE_INFINITY;
        this.broadcast({ type: 'database', isConnected });
      },
    });
  }

  /** A mark of the present, to take before a page reads what it shows. */
  mark(): string {
    return `${this.id} ${this.count}`;
  }

  subscribe(listener: HubListener): () => void {
    this.listeners.add(listener);
    if (listener.since && this.hasMissed(listener.since, listener.subscription))
      listener.receive({ type: 'missed' });
    return () => this.listeners.delete(listener);
  }

  private hasMissed(since: string, subscription: Subscription): boolean {
    const [id, text] = since.split(' ');
    const count = Number(text);
    if (id !== this.id || count < this.connectedSince) return true;
    return [...this.last.values()].some((each) => each.count > count && isWanted(subscription, each.change));
  }

  private gather(change: Change): void {
    const key = `${change.topic} ${change.clusterId}`;
    this.gathered.set(key, change);
    this.last.set(key, { change, count: ++this.count });
    this.timer ??= setTimeout(() => {
      this.timer = null;
      const changes = [...this.gathered.values()];
      this.gathered.clear();
      for (const { subscription, receive } of this.listeners) {
        const wanted = changes.filter((each) => isWanted(subscription, each));
        if (wanted.length > 0) receive({ type: 'change', changes: wanted });
      }
    }, GATHER_MS);
  }

  private broadcast(message: HubMessage): void {
    for (const { receive } of this.listeners) receive(message);
  }
}

declare global {
  var ballastChangeHub: ChangeHub | undefined;
}

/** One listening connection for all streams of this web process. */
export function getChangeHub(): ChangeHub {
  const url = getEnvironment().databaseUrl;
  if (!url) throw new Error('the web process needs DATABASE_URL');
  globalThis.ballastChangeHub ??= new ChangeHub((listener) => listenForChanges(url, listener));
  return globalThis.ballastChangeHub;
}
