import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from '../../db/client.ts';
import { toJson } from '../../db/to-json.ts';
import type { Facts } from '../../model/errors.ts';
import type { EvaluationCause, MoveLeftOut, SeenCluster } from '../../model/evaluation.ts';
import type { PlanOutcome } from '../../model/plan-outcome.ts';
import type { Context } from '../context.ts';

/** The result of an evaluation, with what it saw. */
export interface Evaluation {
  outcome: PlanOutcome;
  seen: SeenCluster;
  leftOut: MoveLeftOut | null;
  planId: string | null; // the suggestion that was made or found again
}

/** Equal evaluations farther apart than this are separate rows: between them nobody evaluated. */
const MAX_GAP_SECONDS = 900;

/**
 * Writes an evaluation to the log of its cluster. If it is equal to the one before, except for measured figures, that
 * row is continued. Pages show its outcome as the cluster's last one.
 */
export async function recordEvaluation(
  ctx: Context,
  clusterId: string,
  cause: EvaluationCause,
  { outcome, seen, leftOut, planId }: Evaluation,
): Promise<void> {
  const now = ctx.clock.now();
  const values = toJson('evaluation', { facts: outcome.facts, seen, leftOut });
  await ctx.db.$transaction(async (tx) => {
    const last = await lastRow(tx, clusterId, now);
    const isSame =
      last !== null &&
      last.code === outcome.code &&
      last.cause === cause &&
      last.planId === planId &&
      isDeepStrictEqual(namesIn(last.facts), namesIn(outcome.facts)) &&
      isDeepStrictEqual(placeOf(last.leftOut), placeOf(leftOut));
    if (isSame) {
      const data = { until: now, times: { increment: 1 }, ...values };
      await tx.evaluation.update({ where: { id: last.id }, data });
    } else {
      await tx.evaluation.create({
        data: { clusterId, at: now, until: now, cause, code: outcome.code, planId, ...values },
      });
    }
    await tx.cluster.update({
      where: { id: clusterId },
      data: { lastPlannedAt: now, ...toJson('cluster', { lastPlanOutcome: outcome }) },
    });
  });
}

/** The row that an evaluation now may continue; null after a break, or if the clock was ahead. */
async function lastRow(tx: Transaction, clusterId: string, now: Date) {
  const last = await tx.evaluation.findFirst({
    where: { clusterId },
    orderBy: [{ until: 'desc' }, { id: 'desc' }],
  });
  const gapSeconds = last ? (now.getTime() - last.until.getTime()) / 1000 : -1;
  return gapSeconds >= 0 && gapSeconds <= MAX_GAP_SECONDS ? last : null;
}

/** The facts without numbers: those are measured, and change each time. */
const namesIn = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => typeof value === 'string'));

const placeOf = (move: MoveLeftOut | null) =>
  move && { vmId: move.vmId, to: move.to, why: move.why?.code ?? null, aggressiveness: move.aggressiveness };
