import type { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertEntered } from './assert-entered.ts';
import { ClusterId, HostEntry } from './cluster-input.ts';
import { assertUsable } from './entered-hosts.ts';

export const AddHostInput = HostEntry.extend({ clusterId: ClusterId });
export type AddHostInput = z.input<typeof AddHostInput>;

/**
 * Adds a host to a cluster. Throws `invalid-input`, `bad-config`, `cluster-not-found`, `hosts-not-entered`, or
 * `host-name-taken` with `host` if its name or its address is already used.
 */
export async function addHost({ ctx, input }: { ctx: Context; input: unknown }): Promise<{ id: string }> {
  assertAllowed(ctx.actor, 'cluster.configure', 'some-cluster');
  const { clusterId, ...host } = parseInput(AddHostInput, input);
  assertAllowed(ctx.actor, 'cluster.configure', { clusterId });
  const at = ctx.clock.now();
  try {
    return await ctx.db.$transaction(async (tx) => {
      await lockClusterRow(tx, clusterId);
      const cluster = await tx.cluster.findUnique({ where: { id: clusterId } });
      if (!cluster)
        throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
      assertEntered(cluster);
      assertUsable(cluster.driver, [host]);
      const { id } = await tx.host.create({ data: { ...host, clusterId, createdAt: at } });
      const details = { cluster: cluster.name };
      await recordAudit(tx, ctx.actor, at, {
        action: 'cluster.add-host',
        target: host.name,
        targetId: id,
        details,
        event: {
          topic: 'host',
          code: 'added',
          clusterId,
          subject: { hostId: id },
          facts: { host: host.name },
        },
      });
      return { id };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new BallastError('host-name-taken', `the cluster has ${host.name} or its address already`, {
      host: host.name,
    });
  }
}
