'use server';

import { revalidatePath } from 'next/cache';
import type { ActionResult } from '@/lib/model/action-result';
import { type OptimizeResult, optimizeCluster } from '@/lib/services/plans/optimize-cluster';
import { runAction } from '../../run-action';

export async function optimizeAction(clusterId: string): Promise<ActionResult<OptimizeResult>> {
  const result = await runAction((ctx) => optimizeCluster({ ctx, input: { clusterId } }));
  revalidatePath('/overview');
  return result;
}
