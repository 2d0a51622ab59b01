import { Event } from '../model/event.ts';
import type { Database, Transaction } from './client.ts';
import { queueDeliveries } from './webhooks.ts';

/** An event as it was kept. */
export type StoredEvent = Event & { id: bigint; at: Date };

/**
 * Writes events at the time `at`, in the transaction of their change: a change that is rolled back has none. Those of
 * automation are queued for the webhook, if there is one.
 */
export async function recordEvents(tx: Transaction, at: Date, events: readonly Event[]): Promise<void> {
  const announced = events.filter(({ topic }) => topic === 'automation');
  const others = events.filter(({ topic }) => topic !== 'automation');
  if (others.length > 0) await tx.event.createMany({ data: others.map((event) => ({ ...event, at })) });
  if (announced.length === 0) return;
  const data = announced.map((event) => ({ ...event, at }));
  const stored = await tx.event.createManyAndReturn({ data, select: { id: true } });
  await queueDeliveries(
    tx,
    at,
    stored.map(({ id }) => id),
  );
}

/**
 * Up to `limit` events after the one with this id, in the order of their ids. An event of a later version that this
 * one does not know is left out. Ids are assigned before their transaction ends: an event may appear behind those
 * that were already read, for as long as a transaction lasts.
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

/** Deletes events older than `before` and returns their number. */
export async function dropEventsBefore(db: Database, before: Date): Promise<number> {
  const { count } = await db.event.deleteMany({ where: { at: { lt: before } } });
  return count;
}
