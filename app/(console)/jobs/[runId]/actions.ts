'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import type { Context } from '@/lib/services/context';
import { undoRun } from '@/lib/services/orders/undo-run';
import { cancelRun } from '@/lib/services/runs/cancel-run';
import { continueRun, pauseRun } from '@/lib/services/runs/pause-run';
import { runAction } from '../../../run-action';

export async function cancelAction(runId: string, movesBack = false): Promise<ActionResult> {
  return change((ctx) => cancelRun({ ctx, input: { runId, movesBack } }));
}

export async function pauseAction(runId: string): Promise<ActionResult> {
  return change((ctx) => pauseRun({ ctx, input: { runId } }));
}

export async function continueAction(runId: string): Promise<ActionResult> {
  return change((ctx) => continueRun({ ctx, input: { runId } }));
}

async function change(work: (ctx: Context) => Promise<void>): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await work(ctx);
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
