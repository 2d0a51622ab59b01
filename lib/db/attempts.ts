import { createHash } from 'node:crypto';
import type { Database, Transaction } from './client.ts';

/**
 * A limit for attempts with one key: `burst` at once, and then one more every `secondsEach`. It is stored as a debt
 * in seconds that time pays off: each attempt adds `secondsEach`.
 */
export interface Attempt {
  purpose: string; // each its own count
  key: string; // of any length: only its hash is kept
  burst: number;
  secondsEach: number;
}

const hashOf = (key: string): string => createHash('sha256').update(key).digest('base64url');

/**
 * The current debt, by the clock of the database: one clock for all web processes. The row is locked until the
 * transaction ends. A clock that was set back pays off nothing and extends nothing: only time between two readings
 * counts.
 */
async function readDebt(tx: Transaction, { purpose, key }: Attempt): Promise<number> {
  const [row] = await tx.$queryRaw<{ owed: number }[]>`
    INSERT INTO attempt_limit AS l (purpose, key, owed_seconds, at)
    VALUES (${purpose}, ${hashOf(key)}, 0, clock_timestamp())
    ON CONFLICT (purpose, key) DO UPDATE SET
      owed_seconds = greatest(0, l.owed_seconds - greatest(0, extract(epoch FROM EXCLUDED.at - l.at)::float8)),
      at = EXCLUDED.at
    RETURNING owed_seconds AS owed`;
  return row?.owed ?? 0;
}

async function add(tx: Database | Transaction, { purpose, key }: Attempt, seconds: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE attempt_limit SET owed_seconds = greatest(0, owed_seconds + ${seconds}::float8)
    WHERE purpose = ${purpose} AND key = ${hashOf(key)}`;
}

/**
 * Counts one attempt under each of these limits, or, if one of them is reached, under none. Returns the seconds to
 * wait: 0 if it counted. Limits are checked in order, and nothing is stored for those after the first that is
 * reached: so put the one first that is hardest to vary.
 */
export async function takeAttempt(db: Database, attempts: readonly Attempt[]): Promise<number> {
  return db.$transaction(async (tx) => {
    for (const attempt of attempts) {
      const owed = await readDebt(tx, attempt);
      const waitSeconds = owed - (attempt.burst - 1) * attempt.secondsEach;
      if (waitSeconds > 0.001) return waitSeconds;
    }
    for (const attempt of attempts) await add(tx, attempt, attempt.secondsEach);
    return 0;
  });
}

/** Takes back an attempt that turned out to be legitimate. */
export async function giveBackAttempt(db: Database, attempts: readonly Attempt[]): Promise<void> {
  for (const attempt of attempts) await add(db, attempt, -attempt.secondsEach);
}

/** Forgets what was tried under this limit. */
export async function forgetAttempts(db: Database, { purpose, key }: Attempt): Promise<void> {
  await db.attemptLimit.deleteMany({ where: { purpose, key: hashOf(key) } });
}

/** Deletes the rows of limits without debt; returns their number. */
export async function dropSpentAttempts(db: Database): Promise<number> {
  return db.$executeRaw`
    DELETE FROM attempt_limit WHERE owed_seconds <= extract(epoch FROM clock_timestamp() - at)`;
}
