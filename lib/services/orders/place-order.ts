import { isDeepStrictEqual } from 'node:util';
import { recordAudit } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import { lockBeginnings } from '../../db/moves.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { assertAllowed, isAutomatic } from '../../model/actor.ts';
import { assertReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { planningSnapshot } from '../planning/planning-snapshot.ts';
import { type PlanningState, readPlanningState } from '../planning/read-planning-state.ts';
import { type Fault, findFault } from '../planning/recheck-moves.ts';
import { withAsked } from '../planning/with-asked.ts';
import type { Order, OrderPlan } from './order.ts';
import { startRun } from './start-run.ts';

/** How often an order is planned before it is refused, if the cluster changes each time. */
const MAX_PLANS = 3;

/** Rolls back the transaction: the plan was made for a cluster that has changed since. */
class Outdated extends Error {
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}

/**
 * The only path from a plan to a run. It plans before the transaction. In the transaction no move of the cluster can
 * start. Every move is checked again on the current cluster, and plan, run and audit row are written. Throws
 * `not-allowed`, `cluster-not-found`, `cluster-in-past`, `cluster-keeps-changing`, and the errors of the order
 * itself.
 */
export async function placeOrder<Settled = never>(
  ctx: Context,
  order: Order<Settled>,
): Promise<{ runId: string } | Settled> {
  assertAllowed(ctx.actor, order.permission, { clusterId: order.clusterId });
  for (let plans = 1; ; plans++) {
    const state = await readPlanningState(ctx.db, order.clusterId);
    assertReady(state.cluster, ctx.clock.now());
    const plan = await order.plan(state);
    try {
      return await ctx.db.$transaction((tx) => place(ctx, tx, order, plan));
    } catch (error) {
      if (!(error instanceof Outdated)) throw error;
      if (plans === MAX_PLANS) throw keepsChanging(state.cluster.name, error.fault);
    }
  }
}

async function place<Settled>(
  ctx: Context,
  tx: Transaction,
  order: Order<Settled>,
  plan: OrderPlan,
): Promise<{ runId: string } | Settled> {
  await lockBeginnings(tx, order.clusterId);
  const placing = {
    requestedBy: order.requestedBy ?? ctx.actor.name,
    isAutomatic: isAutomatic(ctx.actor),
    now: ctx.clock.now(),
  };
  await order.claim?.(tx, placing);
  const state = await readPlanningState(tx, order.clusterId);
  const settled = await order.settle?.(tx, state);
  if (settled) {
    await order.placed?.(tx, null);
    await recordAudit(tx, ctx.actor, placing.now, order.audit(null, plan));
    return settled;
  }
  const fault = order.findUnseen?.(state, plan) ?? findOutdated(state, placing.now, plan);
  if (fault) throw order.refuse?.(fault) ?? new Outdated(fault);
  const stored = await plan.store(tx, state, placing);
  const run = await startRun(tx, stored, {
    ...placing,
    asked: order.asked,
    emptied: order.emptied,
    liftedRules: order.liftedRules,
    steps: plan.steps,
  });
  await order.placed?.(tx, run.id);
  await recordAudit(tx, ctx.actor, placing.now, order.audit(run, plan));
  return { runId: run.id };
}

/** On an unchanged cluster the plan fits; otherwise each of its moves is checked. */
function findOutdated(
  state: PlanningState,
  now: Date,
  { intent, moves, madeOn, asked }: OrderPlan,
): Fault | null {
  const policy = clusterPolicy(state.cluster, asked).values;
  const snapshot = withAsked(planningSnapshot(state, now, intent), asked);
  const { takenAt } = snapshot;
  const isSame =
    madeOn &&
    isDeepStrictEqual({ policy, snapshot }, { ...madeOn, snapshot: { ...madeOn.snapshot, takenAt } });
  return isSame ? null : findFault(snapshot, policy, moves);
}

const keepsChanging = (cluster: string, { code }: Fault): BallastError =>
  new BallastError(
    'cluster-keeps-changing',
    `${cluster} was another one after each of ${MAX_PLANS} plans: ${code}`,
    {
      cluster,
      reason: code,
    },
  );
