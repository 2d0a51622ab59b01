/** What the promise resolves to, or null if the signal aborts first; the promise itself continues. */
export async function beforeAbort<T>(promise: Promise<T>, until: AbortSignal | undefined): Promise<T | null> {
  if (until === undefined) return promise;
  const over = Promise.withResolvers<null>();
  const end = () => over.resolve(null);
  if (until.aborted) end();
  until.addEventListener('abort', end);
  try {
    return await Promise.race([promise, over.promise]);
  } finally {
    until.removeEventListener('abort', end);
  }
}
