import { setTimeout as sleep } from 'node:timers/promises';

const STEP_MS = 100;

/** Repeats a request until it has a result. Throws after nine minutes without one, before the limit of the tests that use it. */
export async function until<T>(what: string, read: () => Promise<T | null | undefined>): Promise<T> {
  for (const deadline = performance.now() + 540_000; performance.now() < deadline; await sleep(STEP_MS)) {
    const answer = await read();
    if (answer !== null && answer !== undefined) return answer;
  }
  throw new Error(`waited in vain: ${what}`);
}
