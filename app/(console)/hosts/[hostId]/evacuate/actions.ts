'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import type { PreviewEvacuationInput } from '@/lib/services/orders/decisions';
import { type EvacuateHostsInput, evacuateHosts } from '@/lib/services/orders/evacuate-hosts';
import { type EvacuationPage, readEvacuation } from '@/lib/views/evacuation/read-evacuation';
import { runAction } from '../../../../run-action';

/** The page as it would be with other options than the cluster's. */
export async function forecastEvacuationAction(
  input: PreviewEvacuationInput,
): Promise<ActionResult<EvacuationPage>> {
  return runAction((ctx) => readEvacuation({ ctx, input }));
}

/** No run: the hosts have no VM that we know of, and enter maintenance mode when their hypervisors say so too. */
export async function evacuateAction(
  input: EvacuateHostsInput,
): Promise<ActionResult<{ runId: string | null }>> {
  const result = await runAction((ctx) => evacuateHosts({ ctx, input }));
  revalidatePath('/hosts', 'layout');
  return result;
}
