import type { Database, Transaction } from '../../db/client.ts';
import { skeletonOf } from './alike.ts';

/**
 * The name under which what a person does is recorded and shown: with the email beside it where somebody else's name looks
 * like theirs.
 */
export async function shownName(
  db: Database | Transaction,
  { id, name, email }: { id: string; name: string; email: string },
): Promise<string> {
  const others = await db.user.findMany({ where: { id: { not: id } }, select: { name: true } });
  const skeleton = skeletonOf(name);
  return others.some((other) => skeletonOf(other.name) === skeleton) ? `${name} (${email})` : name;
}
