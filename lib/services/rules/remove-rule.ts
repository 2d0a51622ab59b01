import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { findRule } from './find-rule.ts';
import { wordsOfRule } from './rule-words.ts';

export const RemoveRuleInput = z.object({
  ruleId: z.uuid(),
  version: z.number().int().positive(), // that the person saw
});
export type RemoveRuleInput = z.input<typeof RemoveRuleInput>;

/** Removes a rule. Throws `rule-not-found`, or `conflict` with `target` if somebody has changed it since. */
export async function removeRule({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const { ruleId, version } = parseInput(RemoveRuleInput, input);
  await ctx.db.$transaction(async (tx) => {
    const { clusterId, cluster, content } = await findRule(tx, ruleId);
    assertAllowed(ctx.actor, 'policy.edit', { clusterId });
    const from = await wordsOfRule(tx, content);
    const { count } = await tx.rule.deleteMany({ where: { id: ruleId, version } });
    if (count === 0)
      throw new BallastError('conflict', 'somebody else changed it first', { target: content.name });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'rule.remove',
      target: content.name,
      targetId: ruleId,
      details: { cluster, from, to: {} },
      event: {
        topic: 'policy',
        code: 'changed',
        clusterId,
        subject: { hostId: null },
        facts: { cluster, rule: content.name },
      },
    });
  });
}
