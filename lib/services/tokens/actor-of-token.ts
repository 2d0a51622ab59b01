import { type Attempt, takeAttempt } from '../../db/attempts.ts';
import type { Database } from '../../db/client.ts';
import type { TokenPurpose } from '../../model/access-token.ts';
import type { Actor } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { networkOf } from '../../platform/client-address.ts';
import { hashToken } from './token-hash.ts';

/** Wrong tokens of one client, and reports with one token. */
const wrongFrom = (address: string): Attempt => ({
  purpose: 'token-wrong',
  key: networkOf(address),
  burst: 10,
  secondsEach: 30,
});
const reportsWith = (tokenId: string): Attempt => ({
  purpose: 'token-report',
  key: tokenId,
  burst: 60,
  secondsEach: 2,
});

/** How often a use is written down: reports may come every second. */
const USE_WRITTEN_MS = 60_000;

/**
 * Who reports with this token. Throws `token-wrong` for one that is unknown, revoked or for another purpose, and
 * `too-many-requests`, with the seconds to wait, for a client with many wrong ones or a token with many reports.
 */
export async function actorOfToken(
  db: Database,
  {
    token,
    purpose,
    address,
    now,
  }: { token: string | null; purpose: TokenPurpose; address: string; now: Date },
): Promise<Actor> {
  const found =
    token === null
      ? null
      : await db.accessToken.findUnique({ where: { hash: hashToken(token), purpose, revokedAt: null } });
  await assertNotTooMany(db, found ? reportsWith(found.id) : wrongFrom(address));
  if (!found) throw new BallastError('token-wrong', 'no token in use is this one', {});
  const { id, name, clusterId, lastUsedAt } = found;
  if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= USE_WRITTEN_MS)
    await db.accessToken.updateMany({ where: { id }, data: { lastUsedAt: now } });
  return { kind: 'token', id, name, purpose, clusterId };
}

async function assertNotTooMany(db: Database, attempt: Attempt): Promise<void> {
  const seconds = Math.ceil(await takeAttempt(db, [attempt]));
  if (seconds > 0)
    throw new BallastError('too-many-requests', `too many requests: wait ${seconds} s`, { seconds });
}
