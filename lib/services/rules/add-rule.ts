import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { isUniqueViolation } from '../../db/error-kind.ts';
import { insertRule } from '../../db/rules.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { nameTaken, withExisting } from './picked.ts';
import { RuleInput } from './rule-input.ts';
import { wordsOfRule } from './rule-words.ts';

export const AddRuleInput = z.object({ clusterId: z.uuid(), rule: RuleInput });
export type AddRuleInput = z.input<typeof AddRuleInput>;

/**
 * Adds a rule to a cluster; plans keep it from now on. Throws `invalid-input`, `cluster-not-found`, `rule-name-taken`,
 * or `vm-not-found` and `host-not-found` if none of those that were picked exists any more.
 */
export async function addRule({ ctx, input }: { ctx: Context; input: unknown }): Promise<{ id: string }> {
  assertAllowed(ctx.actor, 'policy.edit', 'some-cluster');
  const { clusterId, rule: asked } = parseInput(AddRuleInput, input);
  assertAllowed(ctx.actor, 'policy.edit', { clusterId });
  try {
    return await ctx.db.$transaction(async (tx) => {
      const cluster = await tx.cluster.findUnique({ where: { id: clusterId }, select: { name: true } });
      if (!cluster)
        throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
      const rule = await withExisting(tx, clusterId, asked);
      const { id } = await insertRule(tx, clusterId, rule);
      await recordAudit(tx, ctx.actor, ctx.clock.now(), {
        action: 'rule.add',
        target: rule.name,
        targetId: id,
        details: { cluster: cluster.name, from: {}, to: await wordsOfRule(tx, rule) },
        event: {
          topic: 'policy',
          code: 'changed',
          clusterId,
          subject: { hostId: null },
          facts: { cluster: cluster.name, rule: rule.name },
        },
      });
      return { id };
    });
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken(asked.name) : error;
  }
}
