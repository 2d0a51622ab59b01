import { z } from 'zod';
import { recordAudit } from '../../db/audit.ts';
import { enqueue } from '../../db/queue.ts';
import { lockClusterRow } from '../../db/row-locks.ts';
import { toJson } from '../../db/to-json.ts';
import { assertAllowed } from '../../model/actor.ts';
import { MAX_INTERVAL_SECONDS, MIN_INTERVAL_SECONDS } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import { ManagerFigures } from '../../model/manager-figures.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { ClusterId } from './cluster-input.ts';
import { figuresOf } from './manager-figures.ts';

const interval = z.number().int();

export const EditClusterInput = z.object({
  clusterId: ClusterId,
  intervalSeconds: interval.min(MIN_INTERVAL_SECONDS).max(MAX_INTERVAL_SECONDS), // between two samples of its hosts
  figures: ManagerFigures.optional(), // those of its manager that are read; left out: as before
  seenSeconds: interval, // the interval that the person saw before the edit
});
export type EditClusterInput = z.input<typeof EditClusterInput>;

/**
 * Changes how often the hosts of a cluster are sampled, and which figures of its manager are read where that has two kinds. Throws `invalid-input`, `cluster-not-found`, or
 * `conflict` with `target` if somebody else was first.
 */
export async function editCluster({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  assertAllowed(ctx.actor, 'cluster.configure', 'some-cluster');
  const { clusterId, intervalSeconds, seenSeconds, figures } = parseInput(EditClusterInput, input);
  assertAllowed(ctx.actor, 'cluster.configure', { clusterId });
  await ctx.db.$transaction(async (tx) => {
    await lockClusterRow(tx, clusterId);
    const cluster = await tx.cluster.findUnique({ where: { id: clusterId } });
    if (!cluster)
      throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: clusterId });
    if (cluster.intervalSeconds !== seenSeconds)
      throw new BallastError('conflict', 'somebody else changed it first', { target: cluster.name });
    const before = figuresOf(cluster);
    const chosen = before === null ? null : (figures ?? before);
    await tx.cluster.update({
      where: { id: clusterId },
      data: { intervalSeconds, ...withFigures(cluster.driverConfig, chosen) },
    });
    await recordAudit(tx, ctx.actor, ctx.clock.now(), {
      action: 'cluster.edit',
      target: cluster.name,
      targetId: clusterId,
      details: {
        from: { intervalSeconds: seenSeconds, ...(before === null ? {} : { figures: before }) },
        to: { intervalSeconds, ...(chosen === null ? {} : { figures: chosen }) },
      },
      event: {
        topic: 'policy',
        code: 'changed',
        clusterId,
        subject: { hostId: null },
        facts: { cluster: cluster.name },
      },
    });
    await enqueue(tx, 'collect-cluster', clusterId); // the next one may wait for as long as the interval was
  });
}

/** The column of the configuration with this choice; nothing where there is none to make. */
function withFigures(stored: unknown, chosen: ManagerFigures | null) {
  if (chosen === null) return {};
  const config = z.record(z.string(), z.unknown()).parse(stored);
  return toJson('cluster', { driverConfig: { ...config, figures: chosen } });
}
