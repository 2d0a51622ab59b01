import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { HostId } from './cluster-input.ts';

export const EditHostInput = z.object({
  hostId: HostId,
  /** The name of its migration network, which hosts on the same network share; null or empty: not given. */
  migrationNetwork: z
    .string()
    .trim()
    .max(60)
    .nullish()
    .transform((text) => text || null)
    .optional(),
  /** Mbit/s, if the hypervisor does not report it or is wrong; null: the observed value counts. */
  enteredMigrationMbps: z.number().min(1).max(1e6).nullable().optional(),
  /** Its nominal clock, if the hypervisor does not report it or is wrong; null: the observed value counts. */
  enteredCoreMhz: z.number().min(100).max(20_000).nullable().optional(),
});
export type EditHostInput = z.input<typeof EditHostInput>;

/**
 * Stores what a person enters about a host: its migration network, its clock. Fields that are left out keep their
 * values. Plans use the new values from now on. Throws `host-not-found`.
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
