import type { Database, Transaction } from '../db/client.ts';
import { BallastError } from '../model/errors.ts';
import { isId } from '../model/is-id.ts';

/** A host by its id. Throws `host-not-found`, also for an id that is none. */
export async function findHost(db: Database | Transaction, hostId: string) {
  const host = isId(hostId) ? await db.host.findUnique({ where: { id: hostId } }) : null;
  if (!host) throw new BallastError('host-not-found', `there is no host ${hostId}`, { hostId });
  return host;
}
