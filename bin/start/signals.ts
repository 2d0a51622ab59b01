const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const ECHO_MS = 400;

/** Resolves with the first signal to stop. */
export type Asked = Promise<void> & { isAsked(): boolean };

/**
 * Hears Ctrl-C, `kill`, and the end of the terminal. Terminal and npm may each pass the same Ctrl-C on: what follows
 * within a moment is an echo, and not the second one, which means "at once".
 */
export function onStopSignals(listener: { first(): void; second(): void }): Asked {
  let firstAt: number | null = null;
  const asked = new Promise<void>((resolve) => {
    for (const signal of signals) {
      process.on(signal, () => {
        const now = performance.now();
        if (firstAt === null) {
          firstAt = now;
          listener.first();
          resolve();
        } else if (now - firstAt > ECHO_MS) {
          listener.second();
        }
      });
    }
  });
  return Object.assign(asked, { isAsked: () => firstAt !== null });
}
