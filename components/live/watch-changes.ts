interface Watcher {
  /** Something changed; called at most once in `refreshMs` (a second), and not while nobody looks. */
  onChange: () => void;
  refreshMs?: number;
  /** The stream or its database was lost for longer than a blink, or is back. */
  onInterrupted: (isInterrupted: boolean) => void;
}

const REFRESH_MS = 1000;
const BLINK_MS = 6000;
const RETRY_MS = 5000;

/** Follows the server's stream of changes until the returned function is called. */
export function watchChanges({ onChange, onInterrupted, refreshMs = REFRESH_MS }: Watcher): () => void {
  let stream: EventSource | undefined;
  let refresh: ReturnType<typeof setTimeout> | undefined;
  let blink: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let isWanted = false;
  let wasLost = false;

  const schedule = () => {
    isWanted = true;
    if (document.hidden || refresh) return;
    refresh = setTimeout(() => {
      refresh = undefined;
      if (document.hidden) return; // asked for again when it is looked at
      isWanted = false;
      onChange();
    }, refreshMs);
  };
  const found = () => {
    clearTimeout(blink);
    blink = undefined;
    onInterrupted(false);
    if (wasLost) schedule(); // what changed meanwhile was not heard
    wasLost = false;
  };
  const lost = () => {
    wasLost = true;
    blink ??= setTimeout(() => onInterrupted(true), BLINK_MS);
  };
  const open = () => {
    stream = new EventSource('/api/events');
    stream.addEventListener('open', found);
    stream.addEventListener('change', schedule);
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
  const look = () => {
    if (!document.hidden && isWanted) schedule();
  };

  open();
  document.addEventListener('visibilitychange', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    for (const timer of [refresh, blink, retry]) clearTimeout(timer);
    stream?.close();
  };
}
