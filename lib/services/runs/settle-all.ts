/**
 * Waits until all of them have ended, and only then throws the first failure: nothing of a tick may go on after it, when
 * another worker may tick already.
 */
export async function settleAll(work: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
