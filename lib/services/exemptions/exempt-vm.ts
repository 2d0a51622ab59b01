import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { exemptVms } from '../../db/exemptions.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const MAX_EXEMPT_DAYS = 365;
const DAY_MS = 86_400_000;

export const ExemptVmInput = z.object({
  vmId: z.uuid(),
  days: z.number().int().min(1).max(MAX_EXEMPT_DAYS).default(7),
  reason: z.string().trim().max(500).default(''),
});
export type ExemptVmInput = z.input<typeof ExemptVmInput>;

/** Exempts a VM from balancing for some days; people may still move it. Throws `vm-not-found`. */
export async function exemptVm({ ctx, input }: { ctx: Context; input: ExemptVmInput }): Promise<void> {
  assertAllowed(ctx.actor, 'plan.dismiss', 'some-cluster');
  const { vmId, days, reason } = parseInput(ExemptVmInput, input);
  const at = ctx.clock.now();
  const until = new Date(at.getTime() + days * DAY_MS);
  await ctx.db.$transaction(async (tx) => {
    const vm = await tx.vm.findUnique({ where: { id: vmId }, select: { name: true, clusterId: true } });
    if (!vm) throw new BallastError('vm-not-found', `there is no VM ${vmId}`, { vmId });
    assertAllowed(ctx.actor, 'plan.dismiss', { clusterId: vm.clusterId });
    await tx.vmExemption.deleteMany({ where: { vmId } }); // what a person says replaces what was there
    await exemptVms(tx, {
      vmIds: [vmId],
      code: 'asked',
      reason: reason || null,
      by: ctx.actor.name,
      at,
      until,
    });
    await recordAudit(tx, ctx.actor, at, {
      action: 'vm.exempt',
      target: vm.name,
      targetId: vmId,
      details: { days, note: reason },
    });
  });
}
