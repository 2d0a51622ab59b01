import type { VirshResult } from './virsh-result.ts';

/** What is left of a question's time, in milliseconds; 0 or less when it is over. */
export type TimeLeft = () => number;

export const SILENT: VirshResult = { isOk: false, end: 'silent', stdout: '', stderr: '' };

export function timeLeft(timeoutMs: number): TimeLeft {
  const endAt = performance.now() + timeoutMs;
  return () => endAt - performance.now();
}

/**
 * One time for all that a question waits for: its turn, a connection, other tries, the answer. After it the answer is silence,
 * whatever the work does then; the work looks at what is left before it begins anything.
 */
export async function within(
  timeoutMs: number,
  work: (left: TimeLeft) => Promise<VirshResult>,
): Promise<VirshResult> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<VirshResult>((resolve) => {
    timer = setTimeout(() => resolve(SILENT), timeoutMs);
  });
  try {
    return await Promise.race([work(timeLeft(timeoutMs)), silence]);
  } finally {
    clearTimeout(timer);
  }
}
