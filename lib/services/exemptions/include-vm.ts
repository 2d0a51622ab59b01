import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const IncludeVmInput = z.object({ vmId: z.uuid() });
export type IncludeVmInput = z.infer<typeof IncludeVmInput>;

/** Ends the exemption of a VM from balancing. Throws `vm-not-exempt` if there is none. */
export async function includeVm({ ctx, input }: { ctx: Context; input: IncludeVmInput }): Promise<void> {
  assertAllowed(ctx.actor, 'plan.dismiss', 'some-cluster');
  const { vmId } = parseInput(IncludeVmInput, input);
  await ctx.db.$transaction(async (tx) => {
    const exemption = await tx.vmExemption.findUnique({
      where: { vmId },
      include: { vm: { select: { name: true, clusterId: true } } },
    });
    if (!exemption) throw new BallastError('vm-not-exempt', `VM ${vmId} is not exempt`, { vmId });
    assertAllowed(ctx.actor, 'plan.dismiss', { clusterId: exemption.vm.clusterId });
    await tx.vmExemption.delete({ where: { vmId } });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'vm.include',
      target: exemption.vm.name,
      targetId: vmId,
    });
  });
}
