import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { ClusterName, EnteredDriver, HostEntries } from './cluster-input.ts';
import { assertUsable } from './entered-hosts.ts';

export const AddClusterInput = z.object({
  name: ClusterName,
  driver: EnteredDriver,
  hosts: HostEntries,
});
export type AddClusterInput = z.input<typeof AddClusterInput>;

/**
 * Stores a cluster with the hosts that a person entered. The hosts need not answer: the worker keeps trying. Throws
 * `invalid-input`, `bad-config` for an address that the driver cannot use, or `cluster-name-taken` with `cluster`.
 */
export async function addCluster({ ctx, input }: { ctx: Context; input: unknown }): Promise<{ id: string }> {
  assertAllowed(ctx.actor, 'cluster.configure', 'product');
  const { name, driver, hosts } = parseInput(AddClusterInput, input);
  assertUsable(driver, hosts);
  const at = ctx.clock.now();
  try {
    return await ctx.db.$transaction(async (tx) => {
      const cluster = await tx.cluster.create({
        data: {
          name,
          driver,
          createdAt: at,
          hosts: { create: hosts.map((host) => ({ ...host, createdAt: at })) },
        },
      });
      await recordAudit(tx, ctx.actor, at, {
        action: 'cluster.add',
        target: name,
        targetId: cluster.id,
        details: { driver, hosts: hosts.length },
        event: {
          topic: 'cluster',
          code: 'added',
          clusterId: cluster.id,
          subject: {},
          facts: { cluster: name },
        },
      });
      return { id: cluster.id };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new BallastError('cluster-name-taken', `there is a cluster ${name} already`, { cluster: name });
  }
}
