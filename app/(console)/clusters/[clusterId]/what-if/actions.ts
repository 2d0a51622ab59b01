'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import {
  previewRelocation,
  type RelocateVmsInput,
  type RelocationPreview,
  relocateVms,
} from '@/lib/services/orders/relocate-vms';
import { runAction } from '../../../../run-action';

/** The plan of moves that somebody tried, on the cluster as it is now. */
export async function previewRelocationAction(
  input: RelocateVmsInput,
): Promise<ActionResult<RelocationPreview>> {
  return runAction((ctx) => previewRelocation({ ctx, input }));
}

export async function relocateAction(input: RelocateVmsInput): Promise<ActionResult<{ runId: string }>> {
  const result = await runAction((ctx) => relocateVms({ ctx, input }));
  revalidatePath('/jobs', 'layout');
  return result;
}
