import { automationOf, withAutomation } from '../../db/automation.ts';
import { isAutomatic } from '../../model/actor.ts';
import { actsByItself, whyClosed } from '../../model/automation.ts';
import { presentOf } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import type { EvaluationCause } from '../../model/evaluation.ts';
import type { PlanOutcome } from '../../model/plan-outcome.ts';
import type { Policy } from '../../model/policy.ts';
import type { Context } from '../context.ts';
import { approvePlan } from '../orders/approve-plan.ts';
import { neededMoves } from '../planning/needed-moves.ts';
import { readPlanningState } from '../planning/read-planning-state.ts';
import { considerMoves } from '../plans/consider-moves.ts';
import { type Evaluation, recordEvaluation } from '../plans/record-evaluation.ts';
import { recordReserve } from '../plans/record-reserve.ts';
import { readBarriers } from './barriers.ts';
import { chooseMoves, type NoneChosen } from './choose-moves.ts';
import { readMovesLeft } from './moves-left.ts';

/**
 * Evaluates a cluster: suggests moves, and, if its policy says so and nothing is in the way, carries them out. The context's
 * actor is the policy, which places orders like a person. Whatever comes of it is in the log of evaluations.
 */
export async function evaluateCluster({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusterId: string; cause: EvaluationCause };
}): Promise<PlanOutcome> {
  if (!isAutomatic(ctx.actor)) throw new Error('only the policy carries out moves by itself');
  const { clusterId, cause } = input;
  const state = await readPlanningState(ctx.db, clusterId);
  const considered = await considerMoves(ctx, state);
  const outcome = considered.planId ? await act(ctx, clusterId, considered, considered.planId) : null;
  const leftOut = outcome && outcome.code !== 'job-started' ? await firstMove(ctx, considered.planId) : null;
  const evaluation = {
    ...considered,
    outcome: outcome ?? considered.outcome,
    leftOut: leftOut ?? considered.leftOut,
  };
  await recordEvaluation(ctx, clusterId, cause, evaluation);
  await recordReserve(ctx, state.cluster);
  return evaluation.outcome;
}

/** What automation makes of a suggestion; null: it waits for a person, as the mode of the cluster says. */
async function act(
  ctx: Context,
  clusterId: string,
  { seen }: Evaluation,
  planId: string,
): Promise<PlanOutcome | null> {
  const now = ctx.clock.now();
  const cluster = await ctx.db.cluster.findUniqueOrThrow({
    where: { id: clusterId },
    include: withAutomation,
  });
  const state = automationOf(cluster);
  const { policy } = state;
  if (!actsByItself(policy) || presentOf(cluster, now).isPast) return null;
  const plan = await readPlan(ctx, planId);
  const facts = { suggestion: `S-${plan.number}`, moves: plan.moves.length };
  const closure = whyClosed(state, now);
  if (closure)
    return {
      code: closure.code === 'not-automatic' ? 'confirmed' : closure.code,
      facts: { ...facts, ...closure.facts },
    };
  if (seen.unknown > 0)
    return {
      code: 'host-unknown',
      facts: { ...facts, hosts: seen.unknown, names: seen.unknownNames.join(', ') },
    };

  const { left, nextAt } = await readMovesLeft(ctx.db, { clusterId, movesPerHour: policy.movesPerHour, now });
  const whyBarred = await readBarriers(ctx, { clusterId, coolDownSeconds: policy.coolDownSeconds, now });
  const needed = neededMoves(plan.snapshot, plan.policy, plan.moves);
  const chosen = chooseMoves(plan.moves, { needed, mode: policy.mode, left, whyBarred });
  if (chosen.none) return whyNone(chosen.none, { facts, policy, nextAt, now });
  try {
    const isAll = chosen.moves.length === plan.moves.length;
    const input = isAll ? { planId } : { planId, moveIds: chosen.moves.map(({ id }) => id) };
    const { runId } = await approvePlan({ ctx, input });
    const { number } = await ctx.db.run.findUniqueOrThrow({ where: { id: runId }, select: { number: true } });
    return {
      code: 'job-started',
      facts: { ...facts, job: `R-${number}`, moves: chosen.moves.length, of: plan.moves.length },
    };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
    return { code: 'order-refused', facts: { ...facts, reason: error.code } };
  }
}

function whyNone(
  none: NoneChosen,
  {
    facts,
    policy,
    nextAt,
    now,
  }: { facts: PlanOutcome['facts']; policy: Policy; nextAt: Date | null; now: Date },
): PlanOutcome {
  if (none !== 'hour-used') return { code: none, facts };
  const limit = policy.movesPerHour ?? 0;
  const until = (nextAt ?? now).toISOString();
  return { code: none, facts: { ...facts, limit, until } };
}

const readPlan = (ctx: Context, id: string) =>
  ctx.db.plan.findUniqueOrThrow({ where: { id }, include: { moves: { orderBy: { sequence: 'asc' } } } });

/** The first move of a suggestion, for the log: the best one that was not made. */
async function firstMove(ctx: Context, planId: string | null): Promise<Evaluation['leftOut']> {
  if (planId === null) return null;
  const [move] = (await readPlan(ctx, planId)).moves;
  if (!move || move.vmId === null) return null;
  const { vmId, vmName: vm, fromHostId, fromHostName: from, toHostName: to } = move;
  return { vmId, vm, fromHostId, from, to, why: null, aggressiveness: null };
}
