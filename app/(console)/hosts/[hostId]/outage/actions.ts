'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type RestartHostInput, restartHost } from '@/lib/services/orders/restart-host';
import { type AskFenceInput, askFence } from '@/lib/services/outages/ask-fence';
import { runAction } from '../../../../run-action';

/** A person answers for the host being off, and its VMs start elsewhere. */
export async function restartHostAction(input: RestartHostInput): Promise<ActionResult<{ runId: string }>> {
  const result = await runAction((ctx) => restartHost({ ctx, input }));
  revalidatePath('/hosts', 'layout');
  return result;
}

/** A worker runs the command. */
export async function askFenceAction(input: AskFenceInput): Promise<ActionResult<void>> {
  const result = await runAction((ctx) => askFence({ ctx, input }));
  revalidatePath('/hosts', 'layout');
  return result;
}
