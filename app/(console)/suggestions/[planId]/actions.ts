'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type ApprovePlanInput, approvePlan } from '@/lib/services/orders/approve-plan';
import { dismissPlan } from '@/lib/services/plans/dismiss-plan';
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

export async function dismissAction(planId: string, reason: string): Promise<ActionResult> {
  const result = await runAction(async (ctx) => {
    await dismissPlan({ ctx, input: { planId, reason } });
    return null;
  });
  revalidatePath('/suggestions', 'layout');
  return result;
}
