import type { z } from 'zod';
import { testSource } from '../../drivers/prometheus/test-source.ts';
import { assertAllowed } from '../../model/actor.ts';
import { BallastError } from '../../model/errors.ts';
import type { TestedFigures } from '../../model/tested-figures.ts';
import type { Context } from '../context.ts';
import { parseInput } from '../parse-input.ts';
import { FiguresInput, tokenFor } from './figures-input.ts';

export type TestFiguresInput = z.input<typeof FiguresInput>;

/**
 * Asks a Prometheus, stored or not, for the figures of a cluster now: which of its hosts and running VMs have some, and what was
 * asked. A failure is a result, not an error. Throws `invalid-input` and `cluster-not-found`.
 */
export async function testFigures({ ctx, input }: { ctx: Context; input: unknown }): Promise<TestedFigures> {
  assertAllowed(ctx.actor, 'cluster.configure', 'some-cluster');
  const asked = parseInput(FiguresInput, input);
  assertAllowed(ctx.actor, 'cluster.configure', { clusterId: asked.clusterId });
  const cluster = await ctx.db.cluster.findUnique({
    where: { id: asked.clusterId },
    include: {
      figuresSource: true,
      hosts: { orderBy: { name: 'asc' } },
      vms: { where: { state: 'running', missingSince: null }, orderBy: { name: 'asc' } },
    },
  });
  if (!cluster)
    throw new BallastError('cluster-not-found', 'there is no such cluster', { cluster: asked.clusterId });
  const hosts = cluster.hosts.map(({ id, name, uri, peerUri, migrationAddress }) => ({
    hostId: id,
    name,
    uri,
    peerUri,
    migrationAddress,
  }));
  const token = tokenFor(asked, cluster.figuresSource, ctx.secrets);
  return testSource(asked.source, token, { hosts, vms: cluster.vms });
}
