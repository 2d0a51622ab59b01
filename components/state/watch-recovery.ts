const ASK_MS = 3000;

/**
 * Calls `onRecovered` once, when the server says that it is well after it was not. A server that was well all along has
 * another fault, which asking again would not mend. Returns what stops the asking.
 */
export function watchRecovery(onRecovered: () => void): () => void {
  let wasAway = false;
  const ask = async () => {
    const isWell = await fetch('/api/health', { cache: 'no-store' }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (!isWell) {
      wasAway = true;
    } else if (wasAway) {
      clearInterval(timer);
      onRecovered();
    }
  };
  const timer = setInterval(ask, ASK_MS);
  void ask();
  return () => clearInterval(timer);
}
