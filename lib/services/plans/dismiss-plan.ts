import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { changePlanState } from '../../db/plans.ts';
import { assertAllowed } from '../../model/actor.ts';
import { Dismissal } from '../../model/dismissal.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';

export const DismissPlanInput = z.object({
  planId: z.uuid(),
  why: Dismissal.default('other'),
  reason: z.string().trim().max(500).default(''),
});
export type DismissPlanInput = z.input<typeof DismissPlanInput>;

/** Dismisses a suggestion. Throws `plan-not-waiting` if somebody else was first, or `plan-not-found`. */
export async function dismissPlan({ ctx, input }: { ctx: Context; input: DismissPlanInput }): Promise<void> {
  assertAllowed(ctx.actor, 'plan.dismiss', 'some-cluster');
  const { planId, why, reason } = parseInput(DismissPlanInput, input);
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const plan = await tx.plan.findUnique({ where: { id: planId } });
    if (!plan) throw new BallastError('plan-not-found', `there is no plan ${planId}`, { planId });
    assertAllowed(ctx.actor, 'plan.dismiss', { clusterId: plan.clusterId });
    const suggestion = `S-${plan.number}`;
    const decision = {
      decidedAt: now,
      decidedBy: ctx.actor.name,
      decisionReason: reason || null,
      dismissal: why,
    };
    const changed = await changePlanState(tx, { id: planId }, 'dismissed', decision);
    if (changed.length === 0) {
      const facts = { suggestion, state: plan.state, by: plan.decidedBy ?? '-' };
      throw new BallastError('plan-not-waiting', `${suggestion} does not wait any more`, facts);
    }
    await recordAudit(tx, ctx.actor, now, {
      action: 'plan.dismiss',
      target: suggestion,
      targetId: planId,
      details: { why, reason },
      event: {
        topic: 'suggestion',
        code: 'dismissed',
        clusterId: plan.clusterId,
        subject: { planId },
        facts: { suggestion, why },
      },
    });
  });
}
