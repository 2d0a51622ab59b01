import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { updateRule } from '../../db/rules.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { findRule } from './find-rule.ts';
import { nameTaken, withExisting } from './picked.ts';
import { RuleInput } from './rule-input.ts';
import { wordsOfRule } from './rule-words.ts';

export const EditRuleInput = z.object({
  ruleId: z.uuid(),
  version: z.number().int().positive(), // that the person saw before the edit
  rule: RuleInput,
});
export type EditRuleInput = z.input<typeof EditRuleInput>;

/**
 * Changes a rule; plans keep it as it is now. Throws `invalid-input`, `rule-not-found`, `rule-name-taken`, `conflict`
 * with `target` if somebody else was first, or `vm-not-found` and `host-not-found` as `addRule` does.
 */
export async function editRule({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const { ruleId, version, rule: asked } = parseInput(EditRuleInput, input);
  try {
    await ctx.db.$transaction(async (tx) => {
      const { clusterId, cluster, content } = await findRule(tx, ruleId);
      assertAllowed(ctx.actor, 'policy.edit', { clusterId });
      const from = await wordsOfRule(tx, content);
      const rule = await withExisting(tx, clusterId, asked);
      if (!(await updateRule(tx, ruleId, rule, version)))
        throw new BallastError('conflict', 'somebody else changed it first', { target: content.name });
      await recordAudit(tx, ctx.actor, ctx.clock.now(), {
        action: 'rule.change',
        target: content.name,
        targetId: ruleId,
        details: { cluster, from, to: await wordsOfRule(tx, rule) },
        event: {
          topic: 'policy',
          code: 'changed',
          clusterId,
          subject: { hostId: null },
          facts: { cluster, rule: rule.name },
        },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(asked.name) : error;
  }
}
