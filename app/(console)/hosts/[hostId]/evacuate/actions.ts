'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type EvacuateHostInput, evacuateHost } from '@/lib/services/maintenance/evacuate-host';
import { runAction } from '../../../../run-action';

/** No run: the host was empty, and is in maintenance mode. */
export async function evacuateAction(
  input: EvacuateHostInput,
): Promise<ActionResult<{ runId: string | null }>> {
  const result = await runAction((ctx) => evacuateHost({ ctx, input }));
  revalidatePath('/hosts', 'layout');
  return result;
}
