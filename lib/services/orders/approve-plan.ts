import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { changePlanState } from '../../db/plans.ts';
import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { assertReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import { OrderPatch } from '../../model/policy.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { readClusterState } from '../planning/read-cluster-state.ts';
import { recheckMoves } from '../planning/recheck-moves.ts';
import { snapshotOf } from '../planning/snapshot-of.ts';
import { forecastStored, type StoredPlan } from '../plans/forecast-stored.ts';
import { storePlan } from '../plans/store-plan.ts';
import { startRun } from './start-run.ts';

export const ApprovePlanInput = z.object({
  planId: z.uuid(),
  /** Only these of its moves; left out: all. */
  moveIds: z.array(z.uuid()).min(1).optional(),
  /** What all of its moves may do to end; left out: as the cluster has it. */
  options: OrderPatch.optional(),
});
export type ApprovePlanInput = z.infer<typeof ApprovePlanInput>;

/**
 * Approves a suggestion and starts its run. Approving some makes a new plan of those, checked on the cluster as it is
 * now. Of two who approve at once one wins; the other gets `plan-not-waiting` with who was first.
 * Throws `plan-not-found`, `plan-expired`, `moves-no-longer-fit`, `cluster-in-past`.
 */
export async function approvePlan({
  ctx,
  input,
}: {
  ctx: Context;
  input: ApprovePlanInput;
}): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'plan.approve');
  const { planId, moveIds, options } = parseInput(ApprovePlanInput, input);
  const now = ctx.clock.now();
  return ctx.db.$transaction(async (tx) => {
    const plan = await tx.plan.findUnique({
      where: { id: planId },
      include: {
        moves: { orderBy: { sequence: 'asc' } },
        cluster: { include: { ...withPolicy, hosts: true } },
      },
    });
    if (!plan) throw new BallastError('plan-not-found', `there is no plan ${planId}`, { planId });
    assertReady(plan.cluster, now);
    const name = `S-${plan.number}`;
    if (plan.state === 'suggested' && plan.expiresAt && plan.expiresAt < now) {
      throw new BallastError('plan-expired', `${name} has expired`, { suggestion: name });
    }
    const decision = { decidedAt: now, decidedBy: ctx.actor.name };
    const changed = await changePlanState(tx, { id: planId }, 'approved', decision);
    if (changed.length === 0) throw await notWaiting(tx, planId, name);

    const chosen = moveIds ? plan.moves.filter((move) => moveIds.includes(move.id)) : plan.moves;
    if (chosen.length === 0)
      throw new BallastError('no-moves-chosen', 'choose at least one move', { suggestion: name });
    const isWhole = chosen.length === plan.moves.length;
    if (isWhole) await keepForecast(tx, plan, options);
    const approved = isWhole ? plan : await storePart(ctx, tx, plan, chosen, options);
    const details = { moves: chosen.length, of: plan.moves.length, ...(options ? { options } : {}) };
    await recordAudit(tx, ctx.actor, now, {
      action: 'plan.approve',
      target: name,
      targetId: planId,
      details,
      event: {
        topic: 'suggestion',
        code: 'approved',
        clusterId: plan.clusterId,
        subject: { planId },
        facts: { suggestion: name, moves: chosen.length },
      },
    });
    const run = await startRun(tx, approved, { requestedBy: ctx.actor.name, now, asked: options });
    return { runId: run.id };
  });
}

async function notWaiting(tx: Transaction, planId: string, name: string): Promise<BallastError> {
  const plan = await tx.plan.findUniqueOrThrow({ where: { id: planId } });
  const by = plan.decidedBy ?? '-';
  return new BallastError('plan-not-waiting', `${name} was ${plan.state} before, by ${by}`, {
    suggestion: name,
    state: plan.state,
    by,
  });
}

/** What happens is held later against the forecast with the options that the moves were given. */
async function keepForecast(
  tx: Transaction,
  plan: StoredPlan<{ id: string }> & { id: string },
  options: OrderPatch = {},
): Promise<void> {
  const { policy, columns } = forecastStored(plan, options);
  if (!columns) return;
  await tx.plan.update({ where: { id: plan.id }, data: { policy } });
  for (const [index, { id }] of plan.moves.entries())
    await tx.move.update({ where: { id }, data: columns[index] ?? {} });
}

type PlanWithMoves = { id: string; clusterId: string } & { moves: Parameters<typeof recheckMoves>[2] };

async function storePart(
  ctx: Context,
  tx: Transaction,
  plan: PlanWithMoves,
  chosen: PlanWithMoves['moves'],
  options: OrderPatch = {},
) {
  const now = ctx.clock.now();
  const cluster = await readClusterState(tx, plan.clusterId);
  const snapshot = snapshotOf(cluster, now);
  const policy = clusterPolicy(cluster).values;
  const again = recheckMoves(snapshot, policy, chosen);
  const [fault] = again.faults;
  if (fault) {
    throw new BallastError(
      'moves-no-longer-fit',
      `the chosen moves do not fit by themselves: ${fault.code}`,
      { reason: fault.code },
    );
  }
  return storePlan(tx, {
    kind: 'balance',
    state: 'approved',
    cluster,
    snapshot,
    policy: clusterPolicy(cluster, options).values, // in the forecast; whether the moves fit was asked without
    plan: again.plan,
    planningMs: 0,
    requestedBy: ctx.actor.name,
    now,
    parentId: plan.id,
  });
}
