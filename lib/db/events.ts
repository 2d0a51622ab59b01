import { Event } from '../model/event.ts';
import type { Database, Transaction } from './client.ts';

/** An event as it was kept. */
export type StoredEvent = Event & { id: bigint; at: Date };

/** Writes what happened at `at`, in the transaction of the change itself: there is no event of what was undone. */
export async function recordEvents(tx: Transaction, at: Date, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return;
  await tx.event.createMany({ data: events.map((event) => ({ ...event, at })) });
}

/**
 * Up to `limit` events after the one with this id, in the order of their ids; one that a later version wrote, and that this
 * one does not know, is left out. An id is given before its transaction ends: one may appear behind those read already, for
 * as long as a transaction lasts.
 */
export async function readEvents(
  db: Database | Transaction,
  { afterId, limit }: { afterId: bigint; limit: number },
): Promise<StoredEvent[]> {
  const rows = await db.event.findMany({
    where: { id: { gt: afterId } },
    orderBy: { id: 'asc' },
    take: limit,
  });
  return rows.flatMap(({ id, at, ...row }) => {
    const event = Event.safeParse(row);
    return event.success ? [{ ...event.data, id, at }] : [];
  });
}

/** Drops events older than `before` and gives how many. */
export async function dropEventsBefore(db: Database, before: Date): Promise<number> {
  const { count } = await db.event.deleteMany({ where: { at: { lt: before } } });
  return count;
}
