import type { Database, Transaction } from '../../db/client.ts';
import { skeletonOf } from './alike.ts';

/**
 * The name under which a user's actions are recorded and shown: with the email if another user's name looks like it.
 */
export async function shownName(
  db: Database | Transaction,
  { id, name, email }: { id: string; name: string; email: string },
): Promise<string> {
  const others = await db.user.findMany({ where: { id: { not: id } }, select: { name: true } });
  const skeleton = skeletonOf(name);
  return others.some((other) => skeletonOf(other.name) === skeleton) ? `${name} (${email})` : name;
}
