import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { openOutage } from '../../db/outages.ts';
import { enqueue } from '../../db/queue.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { findHost } from '../find-host.ts';
import { parseInput } from '../parse-input.ts';
import { fencesFor } from './commands-for.ts';

export const AskFenceInput = z.object({
  hostId: z.uuid(),
  fence: z.string().min(1).max(200), // its name in the file of commands
  typedName: z.string().max(200), // the name of the host, typed by a person
});
export type AskFenceInput = z.infer<typeof AskFenceInput>;

/**
 * Asks for a fence command to switch off a host that does not answer; a worker runs it. Throws `host-not-found`, `name-not-typed`,
 * `fence-not-found`, `host-answers`, `fence-runs-already`, `commands-file-unusable`.
 */
export async function askFence({ ctx, input }: { ctx: Context; input: AskFenceInput }): Promise<void> {
  assertAllowed(ctx.actor, 'host.restart', 'some-cluster');
  const { hostId, fence, typedName } = parseInput(AskFenceInput, input);
  const host = await findHost(ctx.db, hostId);
  const { name, clusterId } = host;
  assertAllowed(ctx.actor, 'host.restart', { clusterId });
  if (typedName.trim() !== name) throw new BallastError('name-not-typed', `type ${name}`, { host: name });
  if (!fencesFor(ctx, name).some((each) => each.name === fence))
    throw new BallastError('fence-not-found', `no fence command ${fence} is for ${name}`, {
      host: name,
      fence,
    });
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const outage = await tx.outage.findFirst({ where: { hostId, ...openOutage } });
    if (!outage) throw new BallastError('host-answers', `${name} answers`, { host: name });
    const { count } = await tx.outage.updateMany({
      where: { id: outage.id, ...openOutage, OR: [{ fenceAskedAt: null }, { fenceEndedAt: { not: null } }] },
      data: {
        fenceName: fence,
        fenceAskedAt: now,
        fenceAskedBy: ctx.actor.name,
        fenceEndedAt: null,
        fenceMessage: null,
      },
    });
    if (count === 0)
      throw new BallastError('fence-runs-already', `a fence command of ${name} runs`, { host: name });
    await recordAudit(tx, ctx.actor, now, {
      action: 'host.fence',
      target: name,
      targetId: hostId,
      details: { fence },
    });
    await enqueue(tx, 'fence-hosts', clusterId);
  });
}
