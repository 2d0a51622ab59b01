'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type SetAutomationInput, setAutomation } from '@/lib/services/vms/set-automation';
import { undoAutomation } from '@/lib/services/vms/undo-automation';
import { runAction } from '../../run-action';

/** Lists, hosts, VMs and rules show it. */
const refresh = () => revalidatePath('/', 'layout');

export async function setAutomationAction(
  input: SetAutomationInput,
): Promise<ActionResult<{ changeId: string | null; count: number }>> {
  return runAction(async (ctx) => {
    const changed = await setAutomation({ ctx, input });
    refresh();
    return changed;
  });
}

export async function undoAutomationAction(
  changeId: string,
): Promise<ActionResult<{ count: number; kept: number }>> {
  return runAction(async (ctx) => {
    const undone = await undoAutomation({ ctx, input: { changeId } });
    refresh();
    return undone;
  });
}
