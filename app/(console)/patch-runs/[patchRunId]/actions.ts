'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import type { Context } from '@/lib/services/context';
import {
  type ContinuePatchRunInput,
  cancelPatchRun,
  continuePatchRun,
  pausePatchRun,
} from '@/lib/services/patches/change-patch-run';
import { type ConfirmPatchHostInput, confirmPatchHost } from '@/lib/services/patches/confirm-patch-host';
import { runAction } from '../../../run-action';

async function change(work: (ctx: Context) => Promise<void>): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await work(ctx);
    return null;
  });
  revalidatePath('/patch-runs', 'layout');
  return result;
}

export async function pausePatchRunAction(patchRunId: string): Promise<ActionResult> {
  return change((ctx) => pausePatchRun({ ctx, input: { patchRunId } }));
}

export async function continuePatchRunAction(input: ContinuePatchRunInput): Promise<ActionResult> {
  return change((ctx) => continuePatchRun({ ctx, input }));
}

export async function cancelPatchRunAction(patchRunId: string): Promise<ActionResult> {
  return change((ctx) => cancelPatchRun({ ctx, input: { patchRunId } }));
}

export async function confirmPatchHostAction(input: ConfirmPatchHostInput): Promise<ActionResult> {
  return change((ctx) => confirmPatchHost({ ctx, input }));
}
