import { type Change, isWanted, joinSubscriptions, type Subscription, toQuery } from '@/lib/model/change';
import { apiPaths } from '@/lib/model/paths';
import { paced } from './paced';

/** A part of what is on screen, and what to do when something that it shows has changed. */
export interface WatchedPart {
  shows: Subscription;
  /** The delay after a change, in milliseconds. Changes within it are reported once, and not while the page is hidden. */
  onChange: () => void;
  everyMs: () => number;
  /** Whether the last report still has its effect, such as a request that is not answered: the next one waits. */
  isBusy?: () => boolean;
}

interface Watcher {
  /** Each part covers the parts after it: refreshing it refreshes them. */
  parts: readonly WatchedPart[];
  /** The server's marker of when the page was rendered. */
  since: () => string | null;
  /** The stream or its database was lost for longer than a moment, or is back. */
  onInterrupted: (isInterrupted: boolean) => void;
}

const BLINK_MS = 6000;
const RETRY_MS = 5000;

/** Follows the server's stream of the changes of what the parts show, until the returned function is called. */
export function watchChanges({ parts, since, onInterrupted }: Watcher): () => void {
  let stream: EventSource | undefined;
  let blink: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let wasLost = false;

  const query = toQuery(joinSubscriptions(parts.map(({ shows }) => shows)));
  const works = parts.map(({ everyMs, onChange, isBusy }, index) =>
    paced(
      everyMs,
      () => {
        for (const covered of works.slice(index + 1)) covered.forget();
        onChange();
      },
      isBusy,
    ),
  );
  const refreshAll = () => {
    for (const work of works) work.ask();
  };
  const receive = (changes: readonly Change[]) => {
    for (const [index, { shows }] of parts.entries())
      if (changes.some((change) => isWanted(shows, change))) works[index]?.ask();
  };
  const found = () => {
    clearTimeout(blink);
    blink = undefined;
    onInterrupted(false);
    if (wasLost) refreshAll(); // what changed meanwhile was not received
    wasLost = false;
  };
  const lost = () => {
    wasLost = true;
    blink ??= setTimeout(() => onInterrupted(true), BLINK_MS);
  };
  const open = () => {
    const mark = since();
    stream = new EventSource(apiPaths.events(`${query}${mark ? `&since=${encodeURIComponent(mark)}` : ''}`));
    stream.addEventListener('open', found);
    stream.addEventListener('change', (event) => receive(JSON.parse(event.data).changes));
    stream.addEventListener('missed', refreshAll);
    stream.addEventListener('database', (event) => {
      const isConnected = JSON.parse(event.data).isConnected === true;
      if (isConnected) found();
      else lost();
    });
    stream.addEventListener('error', () => {
      lost();
      // After an answer that is no stream the browser gives up: the server restarts, or the session has ended.
      if (stream?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    });
  };

  open();
  return () => {
    for (const work of works) work.stop();
    for (const timer of [blink, retry]) clearTimeout(timer);
    stream?.close();
  };
}
