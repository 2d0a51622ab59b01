import { clusterPolicy } from '../../db/policies.ts';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf, type NotReady } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Context } from '../../services/context.ts';
import { snapshotAfterMoves } from '../../services/planning/planning-snapshot.ts';
import { readPlanningState } from '../../services/planning/read-planning-state.ts';
import { readUsualDemand } from '../../services/planning/read-usual-demand.ts';
import { countsOf } from '../shared/counts-of.ts';
import type { WhatIfData } from './what-if-data.ts';

interface OfCluster {
  ctx: Context;
  input: { clusterId: string };
}

const notFound = (clusterId: string) =>
  new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });

/** A cluster as the planner sees it now, with moves in flight where they go. Throws `cluster-not-found`. */
export async function readWhatIf({ ctx, input: { clusterId } }: OfCluster): Promise<WhatIfData> {
  assertAllowed(ctx.actor, 'read', { clusterId });
  if (!isId(clusterId)) throw notFound(clusterId);
  const state = await readPlanningState(ctx.db, clusterId);
  const { now } = clockOf(state.cluster, ctx.clock.now());
  const usual = await readUsualDemand(ctx.db, state.cluster, now);
  return {
    snapshot: snapshotAfterMoves(state, now),
    policy: clusterPolicy(state.cluster).values,
    usualMhz: [...usual],
  };
}

export interface WhatIfHead {
  id: string;
  name: string;
  hosts: number;
  rules: number;
  notReady: NotReady | null; // why nothing can be ordered in it
}

/** What the page says of the cluster before it has loaded the rest. Throws `cluster-not-found`. */
export async function readWhatIfHead({ ctx, input: { clusterId } }: OfCluster): Promise<WhatIfHead> {
  assertAllowed(ctx.actor, 'read', { clusterId });
  const cluster = isId(clusterId)
    ? await ctx.db.cluster.findUnique({
        where: { id: clusterId },
        include: { _count: { select: { hosts: true, rules: true } } },
      })
    : null;
  if (!cluster) throw notFound(clusterId);
  const { notReady } = clockOf(cluster, ctx.clock.now());
  return { id: cluster.id, name: cluster.name, ...countsOf(cluster), notReady };
}
