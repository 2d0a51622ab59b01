import { z } from 'zod';
import { restoreAutomation } from '../../db/vm-automation.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { assertMayAutomate, recordChange } from './record-change.ts';

export const UndoAutomationInput = z.object({ changeId: z.uuid() });
export type UndoAutomationInput = z.input<typeof UndoAutomationInput>;

/**
 * Takes a change of VMs back: each has its former level again, except those that somebody has changed since, which are
 * counted as `kept`. Throws `change-not-found`, or `change-undone` if that has been done already.
 */
export async function undoAutomation({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<{ count: number; kept: number }> {
  assertAllowed(ctx.actor, 'vm.automate', 'some-cluster');
  const { changeId } = parseInput(UndoAutomationInput, input);
  return ctx.db.$transaction(async (tx) => {
    const { count: marked } = await tx.automationChange.updateMany({
      where: { id: changeId, undoneAt: null },
      data: { undoneAt: ctx.clock.now() },
    });
    const change = await tx.automationChange.findUnique({
      where: { id: changeId },
      include: { _count: { select: { vms: true } } },
    });
    if (!change) throw new BallastError('change-not-found', 'there is no such change', { change: changeId });
    if (marked === 0)
      throw new BallastError('change-undone', 'it was taken back already', { change: changeId });
    const { automation, reason } = change;
    const vms = await restoreAutomation(tx, changeId, automation);
    assertMayAutomate(ctx, vms);
    await recordChange(ctx, tx, { action: 'vm.undo-automation', changeId, vms, automation, reason });
    return { count: vms.length, kept: change._count.vms - vms.length };
  });
}
