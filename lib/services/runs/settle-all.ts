/**
 * Waits until all of them have ended, and throws the first failure only then: no part of a tick may continue after
 * it, because another worker may start a tick.
 */
export async function settleAll(work: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
