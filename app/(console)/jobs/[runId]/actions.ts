'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { undoRun } from '@/lib/services/orders/undo-run';
import { cancelRun } from '@/lib/services/runs/cancel-run';
import { runAction } from '../../../run-action';

export async function cancelAction(runId: string, movesBack = false): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await cancelRun({ ctx, input: { runId, movesBack } });
    return null;
  });
  revalidatePath('/jobs', 'layout');
  return result;
}

export async function undoAction(runId: string): Promise<ActionResult<{ runId: string }>> {
  const result = await runAction((ctx) => undoRun({ ctx, input: { runId } }));
  revalidatePath('/jobs', 'layout');
  return result;
}
