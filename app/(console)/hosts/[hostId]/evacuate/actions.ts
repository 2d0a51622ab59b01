'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type EnterAnywayInput, enterMaintenanceAnyway } from '@/lib/services/maintenance/enter-anyway';
import {
  type EvacuateHostInput,
  evacuateHost,
  type PreviewEvacuationInput,
} from '@/lib/services/orders/evacuate-host';
import { type EvacuationPage, readEvacuation } from '@/lib/views/evacuation/read-evacuation';
import { runAction } from '../../../../run-action';

/** The page as it would be with other options than the cluster's. */
export async function forecastEvacuationAction(
  input: PreviewEvacuationInput,
): Promise<ActionResult<EvacuationPage>> {
  return runAction((ctx) => readEvacuation({ ctx, input }));
}

/** No run: the host has no VM that we know of, and enters maintenance mode when its hypervisor says so too. */
export async function evacuateAction(
  input: EvacuateHostInput,
): Promise<ActionResult<{ runId: string | null }>> {
  const result = await runAction((ctx) => evacuateHost({ ctx, input }));
  revalidatePath('/hosts', 'layout');
  return result;
}

/** Lets the host enter maintenance mode with the stopped VMs that the person has named. */
export async function enterAnywayAction(input: EnterAnywayInput): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await enterMaintenanceAnyway({ ctx, input });
    return null;
  });
  revalidatePath('/hosts', 'layout');
  return result;
}
