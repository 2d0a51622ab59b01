import type { Transaction } from '../../db/client.ts';
import { lockToChange, type VmSelection, writeAutomation } from '../../db/vm-automation.ts';
import type { Automation } from '../../model/vm.ts';
import type { Context } from '../context.ts';
import { assertMayAutomate, recordChange } from './record-change.ts';

/**
 * Sets the VMs of a selection to a level, in the transaction of the verb that asks for it: one change, which can be taken
 * back, and one audit row. VMs that have the level already are left out; without any other nothing is written.
 */
export async function applyLevel(
  ctx: Context,
  tx: Transaction,
  selection: VmSelection,
  { automation, reason }: { automation: Automation; reason: string | null },
): Promise<{ changeId: string | null; count: number }> {
  const vms = await lockToChange(tx, selection, automation);
  if (vms.length === 0) return { changeId: null, count: 0 };
  assertMayAutomate(ctx, vms);
  const { id } = await tx.automationChange.create({
    data: { at: ctx.clock.now(), actorName: ctx.actor.name, automation, reason, count: vms.length },
  });
  await writeAutomation(tx, id, vms, automation);
  await recordChange(ctx, tx, { action: 'vm.automation', changeId: id, vms, automation, reason });
  return { changeId: id, count: vms.length };
}
