import type { EvaluationCause } from '../../model/evaluation.ts';
import type { PlanOutcome } from '../../model/plan-outcome.ts';
import type { Context } from '../context.ts';
import { readPlanningState } from '../planning/read-planning-state.ts';
import { considerMoves } from './consider-moves.ts';
import { recordEvaluation } from './record-evaluation.ts';

/** Evaluates a cluster, and suggests moves if any are worthwhile. Nothing moves. */
export async function suggestMoves({
  ctx,
  input,
}: {
  ctx: Context;
  input: { clusterId: string; cause?: EvaluationCause };
}): Promise<PlanOutcome> {
  const { clusterId, cause = 'schedule' } = input;
  const evaluation = await considerMoves(ctx, await readPlanningState(ctx.db, clusterId));
  await recordEvaluation(ctx, clusterId, cause, evaluation);
  return evaluation.outcome;
}
