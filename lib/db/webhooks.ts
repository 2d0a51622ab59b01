import type { Transaction } from './client.ts';
import { enqueue } from './queue.ts';

/** Queues events for the webhook and wakes a worker up, in the transaction that recorded them. Nothing if none is set. */
export async function queueDeliveries(tx: Transaction, at: Date, eventIds: readonly bigint[]): Promise<void> {
  const installation = await tx.installation.findFirst({ select: { webhookUrl: true } });
  if (!installation?.webhookUrl || eventIds.length === 0) return;
  await tx.webhookDelivery.createMany({
    data: eventIds.map((eventId) => ({ eventId, createdAt: at, nextAt: at })),
  });
  await enqueue(tx, 'deliver', null);
}
