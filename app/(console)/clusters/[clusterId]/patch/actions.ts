'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import type { StartPatchRunInput } from '@/lib/services/patches/patch-input';
import { startPatchRun } from '@/lib/services/patches/start-patch-run';
import { runAction } from '../../../../run-action';

export async function startPatchRunAction(
  input: StartPatchRunInput,
): Promise<ActionResult<{ patchRunId: string }>> {
  const result = await runAction((ctx) => startPatchRun({ ctx, input }));
  revalidatePath('/clusters', 'layout');
  return result;
}
