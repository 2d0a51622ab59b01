import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { enqueue } from '../../db/queue.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { toJson } from '../../db/to-json.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { FiguresSource } from '../../model/figures-source.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { FiguresInput, sealToken, tokenFor } from './figures-input.ts';

export const EditFiguresInput = FiguresInput.extend({
  source: FiguresSource.nullable(), // null: from the hypervisors
  seenVersion: z.number().int(), // of the source that the person saw; 0: none
});
export type EditFiguresInput = z.input<typeof EditFiguresInput>;

/**
 * Takes the figures of a cluster from a Prometheus from now on, or, with `source: null`, from its hypervisors again. No token is in
 * the audit log. Throws `invalid-input`, `cluster-not-found`, `secret-unreadable`, or `conflict` with `target` if somebody else was first.
 */
export async function editFigures({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'cluster.configure', 'some-cluster');
  const { clusterId, source, token, seenVersion } = parseInput(EditFiguresInput, input);
  assertAllowed(ctx.actor, 'cluster.configure', { clusterId });
  await ctx.db.$transaction(async (tx) => {
    await lockClusterRow(tx, clusterId);
    const cluster = await tx.cluster.findUnique({
      where: { id: clusterId },
      include: { figuresSource: true },
    });
    if (!cluster)
      throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
    const stored = cluster.figuresSource;
    if ((stored?.version ?? 0) !== seenVersion)
      throw new BallastError('conflict', 'somebody else changed it first', { target: cluster.name });
    if (source === null) await tx.figuresSource.deleteMany({ where: { clusterId } });
    else {
      const version = seenVersion + 1;
      const data = {
        ...toJson('figuresSource', { source }),
        token: sealToken(clusterId, tokenFor({ source, token }, stored, ctx.secrets), ctx.secrets),
        version,
      };
      await tx.figuresSource.upsert({ where: { clusterId }, create: { clusterId, ...data }, update: data });
    }
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'cluster.edit-figures',
      target: cluster.name,
      targetId: clusterId,
      details: { from: shownSource(stored?.source ?? null), to: shownSource(source) },
      event: {
        topic: 'policy',
        code: 'changed',
        clusterId,
        subject: { hostId: null },
        facts: { cluster: cluster.name },
      },
    });
    await enqueue(tx, 'collect-cluster', clusterId);
  });
}

/** What the audit log says of a source: of a certificate only that there is one. */
const shownSource = (source: FiguresSource | null) =>
  source && { ...source, authority: source.authority && 'PEM' };
