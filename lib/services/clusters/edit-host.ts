import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { HostId } from './cluster-input.ts';

export const EditHostInput = z.object({
  hostId: HostId,
  /** The name of the network that its migrations use, shared by the hosts on it; null or empty: not reported. */
  migrationNetwork: z
    .string()
    .trim()
    .max(60)
    .nullish()
    .transform((text) => text || null)
    .optional(),
  /** Mbit/s, where the hypervisor cannot say or is wrong; null: what was observed counts. */
  enteredMigrationMbps: z.number().min(1).max(1e6).nullable().optional(),
  /** Its nominal clock, where the hypervisor cannot say or is wrong; null: what was observed counts. */
  enteredCoreMhz: z.number().min(100).max(20_000).nullable().optional(),
});
export type EditHostInput = z.input<typeof EditHostInput>;

/**
 * Writes down what people know of a host: its migration network, its clock. What is left out stays; plans use it from now on.
 * Throws `host-not-found`.
 */
export async function editHost({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'cluster.configure', 'some-cluster');
  const { hostId, ...to } = parseInput(EditHostInput, input);
  await ctx.db.$transaction(async (tx) => {
    const host = await tx.host.findUnique({ where: { id: hostId } });
    if (!host) throw new BallastError('host-not-found', 'there is no such host', { host: hostId });
    assertAllowed(ctx.actor, 'cluster.configure', { clusterId: host.clusterId });
    const { migrationNetwork, enteredMigrationMbps, enteredCoreMhz } = host;
    await tx.host.update({ where: { id: hostId }, data: to });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'cluster.edit-host',
      target: host.name,
      targetId: hostId,
      details: { from: { migrationNetwork, enteredMigrationMbps, enteredCoreMhz }, to },
      event: {
        topic: 'policy',
        code: 'changed',
        clusterId: host.clusterId,
        subject: { hostId },
        facts: { host: host.name },
      },
    });
  });
}
