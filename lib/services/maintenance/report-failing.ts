import { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import { FailingReason } from '../../model/failing-host.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { storeFailing } from './mark-failing.ts';

export const ReportFailingInput = z.object({
  host: z.string().min(1).max(200), // its name
  cluster: z.string().min(1).max(200).optional(), // needed where several clusters have a host of this name
  reason: FailingReason,
  note: z.string().trim().max(200).default(''),
});
export type ReportFailingInput = z.input<typeof ReportFailingInput>;

/** What came of a report. `isNew`: the host was not marked before. */
export interface ReportedFailing {
  host: string;
  cluster: string;
  isNew: boolean;
}

/**
 * Another system says that a host is about to fail: it is marked as by a person, with the name of the token. A host that is
 * marked already stays as it was marked first, however often it is reported. Throws `host-not-found`, `host-name-ambiguous`.
 */
export async function reportFailing({
  ctx,
  input,
}: {
  ctx: Context;
  input: ReportFailingInput;
}): Promise<ReportedFailing> {
  assertAllowed(ctx.actor, 'host.maintain', 'some-cluster');
  const { host: name, cluster, reason, note } = parseInput(ReportFailingInput, input);
  const ofToken =
    ctx.actor.kind === 'token' && ctx.actor.clusterId !== null ? ctx.actor.clusterId : undefined;
  return ctx.db.$transaction(async (tx) => {
    const found = await tx.host.findMany({
      where: { name, clusterId: ofToken, ...(cluster === undefined ? {} : { cluster: { name: cluster } }) },
      include: { cluster: { select: { name: true } } },
      take: 2,
    });
    const [host, other] = found;
    if (!host) throw new BallastError('host-not-found', `there is no host ${name}`, { hostId: name });
    if (other)
      throw new BallastError(
        'host-name-ambiguous',
        `several clusters have a host ${name}: name the cluster`,
        {
          host: name,
        },
      );
    assertAllowed(ctx.actor, 'host.maintain', { clusterId: host.clusterId });
    const isNew = host.failingAt === null;
    if (isNew) await storeFailing(ctx, tx, host, { reason, note });
    return { host: host.name, cluster: host.cluster.name, isNew };
  });
}
