import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const SwitchAutomationInput = z.object({ to: z.enum(['on', 'off']) });
export type SwitchAutomationInput = z.infer<typeof SwitchAutomationInput>;

/**
 * Stops all automation in all clusters, or lets it act again as their policies say. No automatic move begins from now on;
 * moves in flight end. Throws `automation-switched` if somebody else was first.
 */
export async function switchAutomation({
  ctx,
  input,
}: {
  ctx: Context;
  input: SwitchAutomationInput;
}): Promise<void> {
  assertAllowed(ctx.actor, 'automation.resume', 'product');
  const { to } = parseInput(SwitchAutomationInput, input);
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const isOff = to === 'off';
    const { count } = await tx.installation.updateMany({
      where: { automationStoppedAt: isOff ? null : { not: null } },
      data: {
        automationStoppedAt: isOff ? now : null,
        automationStoppedBy: isOff ? ctx.actor.name : null,
      },
    });
    if (count === 0) throw new BallastError('automation-switched', `automation is ${to} already`, { to });
    await recordAudit(tx, ctx.actor, now, {
      action: isOff ? 'automation.switch-off' : 'automation.switch-on',
      target: '-',
      event: {
        topic: 'automation',
        code: isOff ? 'switched-off' : 'switched-on',
        clusterId: null,
        subject: { stopId: null, runId: null },
        facts: { by: ctx.actor.name },
      },
    });
  });
}
