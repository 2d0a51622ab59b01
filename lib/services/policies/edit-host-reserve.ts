import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { lockHostRow } from '../../db/row-locks.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { HostId } from '../clusters/cluster-input.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const EditHostReserveInput = z.object({
  hostId: HostId,
  /** Kept free for the host itself; null: what its cluster says. */
  reserveCores: z.number().min(0).max(1024).nullable(),
  reserveMemoryMiB: z.number().int().min(0).max(1e7).nullable(),
  /** Its nominal clock, where the hypervisor cannot say or is wrong; null: what was observed counts. */
  enteredCoreMhz: z.number().min(100).max(20_000).nullable(),
});
export type EditHostReserveInput = z.input<typeof EditHostReserveInput>;

/** A reserve that takes all of a host would make its load a number without meaning. */
const MOST_SHARE = 0.9;

/**
 * Writes down what a host keeps for itself, and its nominal clock. The next observation and the next planning use it.
 * Throws `host-not-found`, or `invalid-input` also when the reserve is more than nine tenths of the host.
 */
export async function editHostReserve({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'cluster.configure', 'some-cluster');
  const { hostId, ...to } = parseInput(EditHostReserveInput, input);
  await ctx.db.$transaction(async (tx) => {
    await lockHostRow(tx, hostId);
    const host = await tx.host.findUnique({ where: { id: hostId } });
    if (!host) throw new BallastError('host-not-found', 'there is no such host', { host: hostId });
    assertFits('reserveCores', to.reserveCores, host.cpuCores);
    assertFits('reserveMemoryMiB', to.reserveMemoryMiB, host.memoryMiB);
    const { reserveCores, reserveMemoryMiB, enteredCoreMhz } = host;
    await tx.host.update({ where: { id: hostId }, data: to });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'cluster.edit-host-reserve',
      target: host.name,
      targetId: hostId,
      details: { from: { reserveCores, reserveMemoryMiB, enteredCoreMhz }, to },
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

function assertFits(field: string, reserve: number | null, of: number | null): void {
  if (reserve === null || of === null || reserve <= of * MOST_SHARE) return;
  const limit = Math.floor(of * MOST_SHARE * 10) / 10;
  throw new BallastError('invalid-input', `${field}: no more than ${limit}`, {
    field,
    problem: 'tooBig',
    limit,
  });
}
