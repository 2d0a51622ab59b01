import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../context.ts';
import { secretPlaces, secretsFrom } from '../stored-secrets.ts';

/**
 * Encrypts every stored secret with the current key of `ctx.secrets`, all or none. Returns how many there are. Throws
 * `secret-unreadable` if one of them was encrypted with a key that is not there any more.
 */
export async function rotateSecrets({ ctx }: { ctx: Context }): Promise<{ secrets: number }> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const box = secretsFrom(ctx.secrets, 'all');
  return ctx.db.$transaction(async (tx) => {
    const stored = await findSecrets(tx);
    for (const { sealed, place, replace } of stored)
      await replace(sealed, box.seal(box.open(sealed, place), place));
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'secret.rotate',
      target: 'encryption-key',
      details: { secrets: stored.length },
    });
    return { secrets: stored.length };
  });
}

interface StoredSecret {
  sealed: string;
  place: string;
  replace: (before: string, now: string) => Promise<unknown>;
}

async function findSecrets(tx: Transaction): Promise<StoredSecret[]> {
  const endpoints = await tx.endpoint.findMany({ select: { id: true, secret: true } });
  const sources = await tx.figuresSource.findMany({ select: { clusterId: true, token: true } });
  const definitions = await tx.vmDefinition.findMany({ select: { vmId: true, sealed: true } });
  const installations = await tx.installation.findMany({ select: { id: true, webhookSecret: true } });
  return [
    ...endpoints.map(({ id, secret: sealed }) => ({
      sealed,
      place: secretPlaces.endpoint(id),
      replace: (before: string, secret: string) =>
        tx.endpoint.updateMany({ where: { id, secret: before }, data: { secret } }),
    })),
    ...sources.flatMap(({ clusterId, token: sealed }) =>
      sealed === null
        ? []
        : {
            sealed,
            place: secretPlaces.figures(clusterId),
            replace: (before: string, token: string) =>
              tx.figuresSource.updateMany({ where: { clusterId, token: before }, data: { token } }),
          },
    ),
    ...definitions.map(({ vmId, sealed }) => ({
      sealed,
      place: secretPlaces.definition(vmId),
      replace: (before: string, now: string) =>
        tx.vmDefinition.updateMany({ where: { vmId, sealed: before }, data: { sealed: now } }),
    })),
    ...installations.flatMap(({ id, webhookSecret: sealed }) =>
      sealed === null
        ? []
        : {
            sealed,
            place: secretPlaces.webhook,
            replace: (before: string, webhookSecret: string) =>
              tx.installation.updateMany({ where: { id, webhookSecret: before }, data: { webhookSecret } }),
          },
    ),
  ];
}
