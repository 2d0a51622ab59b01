import { enqueue } from '../db/queue.ts';
import { deliverEvents } from '../services/webhooks/deliver-events.ts';
import type { WorkerContext } from './worker-context.ts';

/** Sends what is due to the webhook, and schedules the next try. */
export async function deliverTask({ ctx, log }: WorkerContext): Promise<void> {
  const { delivered, failed, nextAt } = await deliverEvents({ ctx });
  if (delivered > 0) log.info({ delivered }, 'sent events to the webhook');
  if (failed > 0) log.warn({ failed }, 'the webhook did not take events');
  if (nextAt === null) return;
  const inSeconds = Math.max(0, (nextAt.getTime() - ctx.clock.now().getTime()) / 1000);
  await enqueue(ctx.db, 'deliver', null, { inSeconds });
}
