import type { Database } from './client.ts';

/** A wrong password. */
export interface RefusedSignIn {
  purpose: 'sign-in' | 'password'; // password: the current one, requested before it is changed
  email: string;
  address: string;
}

/** Records it: one row a day for each email and address, with a count. */
export async function noteRefusedSignIn(db: Database, at: Date, refused: RefusedSignIn): Promise<void> {
  await db.$executeRaw`
    INSERT INTO refused_sign_in AS r (purpose, email, address, day, first_at, last_at, times)
    VALUES (${refused.purpose}, ${refused.email}, ${refused.address}, (${at}::timestamptz AT TIME ZONE 'UTC')::date, ${at}, ${at}, 1)
    ON CONFLICT (purpose, email, address, day) DO UPDATE SET
      times = r.times + 1, first_at = least(r.first_at, EXCLUDED.first_at), last_at = greatest(r.last_at, EXCLUDED.last_at)`;
}

/** Deletes those that ended before `before`, and everything beyond the newest `most`; returns their number. */
export async function dropRefusedSignIns(
  db: Database,
  limits: { before: Date; most: number },
): Promise<number> {
  return db.$executeRaw`
    DELETE FROM refused_sign_in WHERE last_at < ${limits.before} OR last_at <
      (SELECT last_at FROM refused_sign_in ORDER BY last_at DESC OFFSET ${limits.most} - 1 LIMIT 1)`;
}
