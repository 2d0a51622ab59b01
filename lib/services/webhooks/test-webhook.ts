import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';

/** Sends a test event to the webhook, through the same queue as any other. Throws `webhook-not-set`. */
export async function testWebhook({ ctx }: { ctx: Context; input: object }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'product');
  await ctx.db.$transaction(async (tx) => {
    const { webhookUrl } = await tx.installation.findFirstOrThrow();
    if (!webhookUrl) throw new BallastError('webhook-not-set', 'there is no webhook', {});
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'automation.webhook',
      target: new URL(webhookUrl).host,
      details: { isTest: true },
      event: {
        topic: 'automation',
        code: 'webhook-tested',
        clusterId: null,
        subject: { stopId: null, runId: null },
        facts: { by: ctx.actor.name },
      },
    });
  });
}
