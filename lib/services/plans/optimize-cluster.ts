import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { assertAllowed } from '../../model/actor.ts';
import { assertReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import type { PlanOutcome } from '../../model/plan-outcome.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { suggestMoves } from './suggest-moves.ts';

export const OptimizeClusterInput = z.object({ clusterId: z.uuid() });
export type OptimizeClusterInput = z.infer<typeof OptimizeClusterInput>;

export interface OptimizeResult extends PlanOutcome {
  /** The suggestion that waits now; null: there is none, and the outcome says why. */
  planId: string | null;
}

/**
 * Plans a cluster now instead of waiting for the worker. A suggestion still needs approval. Throws
 * `cluster-not-found`, `cluster-in-past`.
 */
export async function optimizeCluster({
  ctx,
  input,
}: {
  ctx: Context;
  input: OptimizeClusterInput;
}): Promise<OptimizeResult> {
  assertAllowed(ctx.actor, 'plan.approve', 'some-cluster');
  const { clusterId } = parseInput(OptimizeClusterInput, input);
  assertAllowed(ctx.actor, 'plan.approve', { clusterId });
  const cluster = await ctx.db.cluster.findUnique({ where: { id: clusterId } });
  if (!cluster)
    throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
  assertReady(cluster, ctx.clock.now());
  const outcome = await suggestBesideWorker(ctx, clusterId);
  const plan = await ctx.db.plan.findFirst({
    where: { clusterId, kind: 'balance', state: 'suggested' },
    select: { id: true },
  });
  await ctx.db.$transaction((tx) =>
    recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'cluster.optimize',
      target: cluster.name,
      targetId: clusterId,
      details: { outcome: outcome.code },
    }),
  );
  return { ...outcome, planId: plan?.id ?? null };
}

/** The worker may have stored the same suggestion a moment before: then it can be read. */
async function suggestBesideWorker(ctx: Context, clusterId: string): Promise<PlanOutcome> {
  try {
    return await suggestMoves({ ctx, input: { clusterId, cause: 'request' } });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return suggestMoves({ ctx, input: { clusterId, cause: 'request' } });
  }
}
