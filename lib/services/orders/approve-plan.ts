import { z } from 'zod';
import type { Transaction } from '../../db/client.ts';
import { changePlanState } from '../../db/plans.ts';
import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Event } from '../../model/event.ts';
import { OrderPatch } from '../../model/policy.ts';
import type { Context } from '../context.ts';
import { forecastPlan } from '../forecasts/forecast-plan.ts';
import { parseInput } from '../parse-input.ts';
import { planningSnapshot } from '../planning/planning-snapshot.ts';
import type { PlanningState } from '../planning/read-planning-state.ts';
import { type EarlierMove, recheckMoves } from '../planning/recheck-moves.ts';
import { withAsked } from '../planning/with-asked.ts';
import { forecastStored, type StoredPlan } from '../plans/forecast-stored.ts';
import { storePlan } from '../plans/store-plan.ts';
import { reserveUsedBy } from './keep-reserve.ts';
import type { OrderPlan, Placing } from './order.ts';
import { placeOrder } from './place-order.ts';

export const ApprovePlanInput = z.object({
  planId: z.uuid(),
  /** Only these of its moves; left out: all. */
  moveIds: z.array(z.uuid()).min(1).optional(),
  /** Options for all of its moves; left out: those of the cluster. */
  options: OrderPatch.optional(),
});
export type ApprovePlanInput = z.infer<typeof ApprovePlanInput>;

/** The intent of the suggestion when it was planned, and of its approval. */
const intent = { kind: 'balance' } as const;

/**
 * Approves a suggestion and starts its run, if its moves still fit. Approving some of the moves makes a new plan of
 * those. If two people approve at the same time, one succeeds and the other gets `plan-not-waiting` with the name of
 * the first. Where the policy keeps the cluster reserve, moves are refused that would use it on the cluster as it is now. Throws
 * `plan-uses-reserve`, `plan-not-found`, `plan-expired`, `no-moves-chosen`, `moves-no-longer-fit` (some) or
 * `plan-no-longer-fits` (all), and the errors of `placeOrder`.
 */
export async function approvePlan({
  ctx,
  input,
}: {
  ctx: Context;
  input: ApprovePlanInput;
}): Promise<{ runId: string }> {
  assertAllowed(ctx.actor, 'plan.approve', 'some-cluster');
  const { planId, moveIds, options: asked } = parseInput(ApprovePlanInput, input);
  const options = asked ?? {};
  const plan = await findPlan(ctx, planId);
  const suggestion = `S-${plan.number}`;
  const chosen = moveIds ? plan.moves.filter((move) => moveIds.includes(move.id)) : plan.moves;
  const isWhole = chosen.length === plan.moves.length;
  const store: OrderPlan['store'] = async (tx, state, placing) => {
    if (!isWhole) return storePart(tx, state, { parentId: planId, chosen, options, placing });
    await keepForecast(tx, plan, options);
    return plan;
  };
  return placeOrder(ctx, {
    permission: 'plan.approve',
    clusterId: plan.clusterId,
    asked: options,
    plan: async (state) => {
      const hosts = await reserveUsedBy(ctx, state, chosen);
      if (hosts !== null)
        throw new BallastError('plan-uses-reserve', `after ${suggestion}, ${hosts} could not fail any more`, {
          suggestion,
          hosts,
        });
      return { intent, moves: chosen, madeOn: null, asked: {}, store };
    },
    claim: async (tx, placing) => {
      await takePlan(tx, planId, suggestion, placing);
      if (chosen.length > 0) return;
      throw new BallastError('no-moves-chosen', 'choose at least one move', { suggestion });
    },
    refuse: ({ code }) => {
      const facts = { suggestion, reason: code };
      return isWhole
        ? new BallastError('plan-no-longer-fits', `${suggestion} does not fit any more: ${code}`, facts)
        : new BallastError(
            'moves-no-longer-fit',
            `the chosen moves do not fit by themselves: ${code}`,
            facts,
          );
    },
    audit: () => {
      const of = { moves: chosen.length, of: plan.moves.length };
      const details = { ...of, ...(asked ? { options } : {}) };
      const event: Event = {
        topic: 'suggestion',
        code: 'approved',
        clusterId: plan.clusterId,
        subject: { planId },
        facts: { suggestion, moves: chosen.length },
      };
      return { action: 'plan.approve', target: suggestion, targetId: planId, details, event };
    },
  });
}

async function findPlan(ctx: Context, planId: string) {
  const plan = await ctx.db.plan.findUnique({
    where: { id: planId },
    include: {
      moves: { orderBy: { sequence: 'asc' } },
      cluster: { include: { ...withPolicy, hosts: true } },
    },
  });
  if (!plan) throw new BallastError('plan-not-found', `there is no plan ${planId}`, { planId });
  return plan;
}

/** Only a suggestion that still waits and has not expired can be approved. The first approval wins. */
async function takePlan(
  tx: Transaction,
  planId: string,
  suggestion: string,
  { requestedBy, now }: Placing,
): Promise<void> {
  const { expiresAt } = await tx.plan.findUniqueOrThrow({ where: { id: planId } });
  const decision = { decidedAt: now, decidedBy: requestedBy };
  const taken = await changePlanState(tx, { id: planId }, 'approved', decision);
  if (taken.length > 0) {
    if (expiresAt === null || expiresAt >= now) return;
    throw new BallastError('plan-expired', `${suggestion} has expired`, { suggestion });
  }
  const { state, decidedBy } = await tx.plan.findUniqueOrThrow({ where: { id: planId } });
  const by = decidedBy ?? '-';
  const facts = { suggestion, state, by };
  throw new BallastError('plan-not-waiting', `${suggestion} was ${state} before, by ${by}`, facts);
}

/** The result is later compared with the forecast for the options of the order. */
async function keepForecast(
  tx: Transaction,
  plan: StoredPlan<{ id: string }> & { id: string },
  options: OrderPatch,
): Promise<void> {
  const { policy, columns } = forecastStored(plan, options);
  if (!columns) return;
  await tx.plan.update({ where: { id: plan.id }, data: { policy } });
  for (const [index, { id }] of plan.moves.entries())
    await tx.move.update({ where: { id }, data: columns[index] ?? {} });
}

interface Part {
  parentId: string;
  chosen: readonly EarlierMove[];
  options: OrderPatch;
  placing: Placing;
}

/** A new plan of some of the moves, with the reasons and figures that they have on their own. */
function storePart(tx: Transaction, state: PlanningState, { parentId, chosen, options, placing }: Part) {
  const { cluster } = state;
  const snapshot = planningSnapshot(state, placing.now, intent);
  const { plan } = recheckMoves(snapshot, clusterPolicy(cluster).values, chosen);
  const policy = clusterPolicy(cluster, options).values; // in the forecast; the check ignores the options
  const forecast = forecastPlan(cluster, withAsked(snapshot, options), policy, plan.moves);
  return storePlan(tx, {
    kind: 'balance',
    state: 'approved',
    planningMs: 0,
    parentId,
    cluster,
    snapshot,
    policy,
    plan,
    forecast,
    ...placing,
  });
}
