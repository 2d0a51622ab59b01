import { assertAllowed } from '../../model/actor.ts';
import type { Automation } from '../../model/vm.ts';
import type { Context } from '../../services/context.ts';

/** So many of the latest changes are shown; the audit log has all. */
const MAX_SHOWN = 8;

export interface AutomationChangeRow {
  id: string;
  at: Date;
  actorName: string;
  automation: Automation;
  reason: string | null;
  count: number; // VMs
  undoneAt: Date | null;
}

/** The latest changes of who may move VMs, newest first. */
export async function listAutomationChanges({ ctx }: { ctx: Context }): Promise<AutomationChangeRow[]> {
  assertAllowed(ctx.actor, 'read', 'product');
  return ctx.db.automationChange.findMany({ orderBy: { id: 'desc' }, take: MAX_SHOWN });
}
