import type { VirshResult } from './virsh-result.ts';

/** The remaining time of a request, in milliseconds; 0 or less when it is over. */
export type TimeLeft = () => number;

export const SILENT: VirshResult = { isOk: false, end: 'silent', stdout: '', stderr: '' };

export function timeLeft(timeoutMs: number): TimeLeft {
  const endAt = performance.now() + timeoutMs;
  return () => endAt - performance.now();
}

/**
 * One time limit for everything that a request waits for: its turn, a connection, retries, the answer. After it the
 * request counts as unanswered, whatever the work still does; the work checks the remaining time before each step.
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
