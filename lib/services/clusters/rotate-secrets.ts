import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../context.ts';
import { placeOf, secretsFrom } from './open-endpoint.ts';

/**
 * Encrypts every stored secret with the current key of `ctx.secrets`, all or none. Returns how many there are. Throws
 * `secret-unreadable` if one of them was encrypted with a key that is not there any more.
 */
export async function rotateSecrets({ ctx }: { ctx: Context }): Promise<{ secrets: number }> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const box = secretsFrom(ctx.secrets);
  return ctx.db.$transaction(async (tx) => {
    const endpoints = await tx.endpoint.findMany({ select: { id: true, secret: true } });
    for (const { id, secret } of endpoints) {
      const sealed = box.seal(box.open(secret, placeOf(id)), placeOf(id));
      await tx.endpoint.updateMany({ where: { id, secret }, data: { secret: sealed } });
    }
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'secret.rotate',
      target: 'encryption-key',
      details: { secrets: endpoints.length },
    });
    return { secrets: endpoints.length };
  });
}
