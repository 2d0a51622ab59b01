const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const ECHO_MS = 400;
const PARENT_CHECK_MS = 1000;

/** Resolves with the first request to stop. */
export type Asked = Promise<void> & { isAsked(): boolean };

/**
 * npm puts a shell between itself and this process, which does not forward a `kill` of npm: so npm's end is detected.
 */
function onNpmGone(listener: () => void): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    listener();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/**
 * Handles Ctrl-C, `kill`, and the end of the terminal. Terminal and npm may each send the same Ctrl-C: a second
 * signal within a moment is an echo, and not a second Ctrl-C, which means "immediately".
 */
export function onStopSignals(listener: { first(): void; second(): void }): Asked {
  let firstAt: number | null = null;
  const asked = new Promise<void>((resolve) => {
    const onSignal = () => {
      const now = performance.now();
      if (firstAt === null) {
        firstAt = now;
        listener.first();
        resolve();
      } else if (now - firstAt > ECHO_MS) {
        listener.second();
      }
    };
    for (const signal of signals) process.on(signal, onSignal);
    onNpmGone(() => firstAt === null && onSignal());
  });
  return Object.assign(asked, { isAsked: () => firstAt !== null });
}
