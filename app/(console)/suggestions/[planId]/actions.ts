'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { exemptVm } from '@/lib/services/exemptions/exempt-vm';
import { type ApprovePlanInput, approvePlan } from '@/lib/services/orders/approve-plan';
import { type DismissPlanInput, dismissPlan } from '@/lib/services/plans/dismiss-plan';
import {
  type ReadSuggestionInput,
  readSuggestion,
  type SuggestionPage,
} from '@/lib/views/suggestion/read-suggestion';
import { runAction } from '../../../run-action';

/** The page as it would be with other options than the cluster's. */
export async function forecastSuggestionAction(
  input: ReadSuggestionInput,
): Promise<ActionResult<SuggestionPage>> {
  return runAction((ctx) => readSuggestion({ ctx, input }));
}

export async function approveAction(
  planId: string,
  order: Pick<ApprovePlanInput, 'moveIds' | 'options'>,
): Promise<ActionResult<{ runId: string }>> {
  const result = await runAction((ctx) => approvePlan({ ctx, input: { planId, ...order } }));
  revalidatePath('/suggestions', 'layout');
  return result;
}

/** Balancing leaves the VM alone for a week. */
export async function exemptAction(vmId: string): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await exemptVm({ ctx, input: { vmId } });
    return null;
  });
  revalidatePath('/suggestions', 'layout');
  return result;
}

export async function dismissAction(
  planId: string,
  decision: Pick<DismissPlanInput, 'why' | 'reason'>,
): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await dismissPlan({ ctx, input: { ...decision, planId } });
    return null;
  });
  revalidatePath('/suggestions', 'layout');
  return result;
}
