import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { secretPlaces, secretsFrom } from '../stored-secrets.ts';
import { endpointKindOf, Fingerprints } from './endpoint-input.ts';
import { openEndpoint } from './open-endpoint.ts';

export const EditEndpointInput = z.object({
  endpointId: z.uuid(),
  user: z.string().trim().min(1).max(200),
  secret: z.string().max(1000), // empty: it stays
  fingerprint: Fingerprints,
});
export type EditEndpointInput = z.input<typeof EditEndpointInput>;

/**
 * Changes how Ballast logs in at an endpoint: its user, its secret, and the certificate that it must show. The endpoint is asked first,
 * and nothing changes unless it accepts. Throws `endpoint-not-found`, `bad-config`, or DriverError.
 */
export async function editEndpoint({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const { endpointId, user, secret: entered, fingerprint } = parseInput(EditEndpointInput, input);
  const endpoint = await ctx.db.endpoint.findUnique({ where: { id: endpointId } });
  if (!endpoint)
    throw new BallastError('endpoint-not-found', 'there is no such endpoint', { endpoint: endpointId });
  const secret = entered === '' ? openEndpoint(endpoint, ctx.secrets).secret : entered;
  const { driver, address } = endpoint;
  await endpointKindOf(driver).listClusters({ address, user, secret, fingerprint });
  const place = secretPlaces.endpoint(endpointId);
  const sealed = secretsFrom(ctx.secrets, place).seal(secret, place);
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.endpoint.updateMany({
      where: { id: endpointId, secret: endpoint.secret },
      data: { user, fingerprint, secret: sealed },
    });
    if (count === 0)
      throw new BallastError('conflict', 'somebody else changed it first', { target: address });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'cluster.edit-endpoint',
      target: address,
      targetId: endpointId,
      details: {
        from: { user: endpoint.user, fingerprint: endpoint.fingerprint },
        to: { user, fingerprint, secret: entered === '' ? 'kept' : 'changed' },
      },
    });
  });
}
