import { recordAudit } from '../../db/audit.ts';
import { changeStep, type OpenStep } from '../../db/power-steps.ts';
import type { Facts } from '../../model/errors.ts';
import type { PowerOrder } from '../../model/power-order.ts';
import type { PowerStepCode, PowerStepState } from '../../model/power-step.ts';
import type { Context } from '../context.ts';

/** Why a step ended, if not as ordered. */
export interface StepCause {
  code: PowerStepCode;
  facts?: Facts;
  message?: string;
}

const actionOf = { shutDown: 'vm.shut-down', save: 'vm.save', start: 'vm.start' } as const satisfies Record<
  PowerOrder,
  string
>;

/**
 * Ends a step, with its audit row: what was seen of the VM, and who decided. The state of a VM that was read just now is
 * written with it, so that nothing waits for the next observation.
 */
export async function endStep(
  ctx: Context,
  step: OpenStep,
  to: Exclude<PowerStepState, 'pending' | 'ordered'>,
  cause: StepCause | null = null,
): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const change = { code: cause?.code ?? null, message: cause?.message ?? null, finishedAt: now };
    const facts = cause?.facts ? { facts: cause.facts } : {};
    if (!(await changeStep(tx, step, to, { ...change, ...facts }))) return;
    if (to === 'done' && step.vmId !== null)
      await tx.vm.updateMany({
        where: { id: step.vmId, hostId: step.hostId },
        data: { state: step.order === 'start' ? 'running' : 'stopped' },
      });
    await recordAudit(tx, ctx.actor, now, {
      action: actionOf[step.order],
      target: step.vmName,
      ...(step.vmId === null ? {} : { targetId: step.vmId }),
      details: {
        host: step.hostName,
        state: to,
        decidedBy: step.decidedBy,
        source: step.source,
        ...(cause ? { code: cause.code } : {}),
      },
    });
  });
}
