import { type Attempt, takeAttempt } from '../../db/attempts.ts';
import type { Database } from '../../db/client.ts';
import { BallastError } from '../../model/errors.ts';

/** Counts an attempt. Throws `sign-in-limited` with `minutes` and `seconds` to wait. */
export async function assertAttempt(db: Database, attempts: readonly Attempt[]): Promise<void> {
  const seconds = Math.ceil(await takeAttempt(db, attempts));
  if (seconds === 0) return;
  const minutes = Math.ceil(seconds / 60);
  throw new BallastError('sign-in-limited', `too many attempts; wait ${seconds} s`, { minutes, seconds });
}
