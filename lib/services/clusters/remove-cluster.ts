import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertIdle } from './assert-idle.ts';
import { ClusterId } from './cluster-input.ts';

export const RemoveClusterInput = z.object({ clusterId: ClusterId });
export type RemoveClusterInput = z.input<typeof RemoveClusterInput>;

/**
 * Deletes a cluster with its hosts, VMs, rules, suggestions, jobs and history. Nothing changes on the hypervisors.
 * Throws `cluster-not-found` or `cluster-busy`.
 */
export async function removeCluster({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<{ name: string }> {
  assertAllowed(ctx.actor, 'cluster.configure', 'some-cluster');
  const { clusterId } = parseInput(RemoveClusterInput, input);
  assertAllowed(ctx.actor, 'cluster.configure', { clusterId });
  const at = ctx.clock.now();
  return ctx.db.$transaction(async (tx) => {
    const cluster = await assertIdle(tx, clusterId);
    const hosts = await tx.host.count({ where: { clusterId } });
    const vms = await tx.vm.count({ where: { clusterId } });
    await tx.cluster.delete({ where: { id: clusterId } });
    // the secret of an endpoint is kept for as long as a cluster needs it
    if (cluster.endpointId !== null)
      await tx.endpoint.deleteMany({ where: { id: cluster.endpointId, clusters: { none: {} } } });
    await recordAudit(tx, ctx.actor, at, {
      action: 'cluster.remove',
      target: cluster.name,
      targetId: clusterId,
      details: { driver: cluster.driver, hosts, vms },
      event: { topic: 'cluster', code: 'removed', clusterId, subject: {}, facts: { cluster: cluster.name } },
    });
    return { name: cluster.name };
  });
}
