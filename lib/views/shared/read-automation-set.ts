import type { Automation } from '../../model/vm.ts';
import type { Context } from '../../services/context.ts';

/** Who set the automation that a VM has, when and why. */
export interface AutomationSet {
  by: string;
  at: Date;
  reason: string | null;
}

/** The last change that gave the VM the automation that it has; null: nobody set it. */
export async function readAutomationSet(
  ctx: Context,
  vm: { id: string; automation: Automation },
): Promise<AutomationSet | null> {
  const set = await ctx.db.automationChange.findFirst({
    where: { undoneAt: null, automation: vm.automation, vms: { some: { vmId: vm.id } } },
    orderBy: { id: 'desc' },
  });
  return set && { by: set.actorName, at: set.at, reason: set.reason };
}
