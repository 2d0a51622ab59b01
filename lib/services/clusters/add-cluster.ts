import { z } from 'zod';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { ClusterName, EnteredDriver, HostEntries } from './cluster-input.ts';
import { assertUsable } from './entered-hosts.ts';
import { storeCluster } from './store-cluster.ts';

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
  try {
    return await ctx.db.$transaction(async (tx) => ({
      id: await storeCluster(ctx, tx, { name, driver, hosts }),
    }));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new BallastError('cluster-name-taken', `there is a cluster ${name} already`, { cluster: name });
  }
}
