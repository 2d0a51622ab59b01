'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { evacuateHost } from '@/lib/services/maintenance/evacuate-host';
import { runAction } from '../../../../run-action';

/** No run: the host was empty, and is in maintenance mode. */
export async function evacuateAction(
  hostId: string,
  note: string,
): Promise<ActionResult<{ runId: string | null }>> {
  const result = await runAction((ctx) => evacuateHost({ ctx, input: { hostId, note } }));
  revalidatePath('/hosts', 'layout');
  return result;
}
