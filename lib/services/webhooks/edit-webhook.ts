import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { MIN_WEBHOOK_SECRET, WebhookUrl } from '../../model/webhook.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { secretPlaces, secretsFrom } from '../stored-secrets.ts';

export const EditWebhookInput = z.object({
  url: z.union([z.literal(''), WebhookUrl]), // empty: no webhook
  /** Empty: as before. */
  secret: z.union([z.literal(''), z.string().min(MIN_WEBHOOK_SECRET).max(200)]).default(''),
});
export type EditWebhookInput = z.input<typeof EditWebhookInput>;

/** Sets, changes or removes the webhook. Throws `invalid-input`, or `webhook-needs-secret` for a first one without. */
export async function editWebhook({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'product');
  const { url, secret } = parseInput(EditWebhookInput, input);
  await ctx.db.$transaction(async (tx) => {
    const before = await tx.installation.findFirstOrThrow();
    const place = secretPlaces.webhook;
    const webhookSecret = secret ? secretsFrom(ctx.secrets, place).seal(secret, place) : before.webhookSecret;
    if (url && !webhookSecret)
      throw new BallastError('webhook-needs-secret', 'the first webhook needs a secret', {});
    const data = url ? { webhookUrl: url, webhookSecret } : { webhookUrl: null, webhookSecret: null };
    await tx.installation.update({ where: { id: before.id }, data });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'automation.webhook',
      target: url ? new URL(url).host : '-', // the rest of the address may contain a token
      details: { isSet: url !== '', hasNewSecret: secret !== '' },
    });
  });
}
