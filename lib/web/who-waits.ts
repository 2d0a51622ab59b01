import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

declare global {
  /** One for the process: what serves the console sets it, and what Next bundles reads it. */
  var ballastWhoWaits: AsyncLocalStorage<AbortSignal> | undefined;
}

function getStorage(): AsyncLocalStorage<AbortSignal> {
  globalThis.ballastWhoWaits ??= new AsyncLocalStorage();
  return globalThis.ballastWhoWaits;
}

/** Answers a request; what it does on the way can tell by `whoWaits` whether the one who asked has gone. */
export function answerWaiting<T>(response: Pick<ServerResponse, 'once'>, answer: () => T): T {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return getStorage().run(gone.signal, answer);
}

/** Aborted when the one whose request is being answered has gone; undefined outside of requests. */
export const whoWaits = (): AbortSignal | undefined => getStorage().getStore();
