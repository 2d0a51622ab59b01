import { z } from 'zod';
import { assertAllowed } from '../../model/actor.ts';
import { clockOf } from '../../model/cluster-clock.ts';
import { BallastError } from '../../model/errors.ts';
import { isId } from '../../model/is-id.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Context } from '../../services/context.ts';
import { parseInput } from '../../services/parse-input.ts';
import { readClusterState } from '../../services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../services/planning/snapshot-of.ts';
import { fileNameFor } from '../shared/file-name.ts';
import { withNeutralNames } from './neutral-names.ts';

export const SaveSnapshotInput = z.object({
  cluster: z.union([z.object({ id: z.string() }), z.object({ name: z.string().min(1) })]),
  isAnonymous: z.boolean().default(false), // ids and names replaced by neutral ones
});
export type SaveSnapshotInput = z.input<typeof SaveSnapshotInput>;

export interface SavedSnapshot {
  fileName: string; // with the cluster, unless it is anonymous, and the time (UTC)
  snapshot: Snapshot;
}

/**
 * A cluster as the file of docs/snapshot.md that `ballast plan` reads: the planner's view now. Hosts that were never
 * observed and missing VMs are left out. Throws `cluster-not-found`.
 */
export async function saveSnapshot({
  ctx,
  input,
}: {
  ctx: Context;
  input: SaveSnapshotInput;
}): Promise<SavedSnapshot> {
  assertAllowed(ctx.actor, 'read', 'some-cluster');
  const { cluster, isAnonymous } = parseInput(SaveSnapshotInput, input);
  const state = await readClusterState(
    ctx.db,
    'id' in cluster ? assertId(cluster.id) : await idOf(ctx, cluster.name),
  );
  assertAllowed(ctx.actor, 'read', { clusterId: state.id });
  const { now } = clockOf(state, ctx.clock.now());
  const snapshot = snapshotOf(state, now);
  return {
    fileName: fileNameFor(isAnonymous ? 'cluster' : state.name, now),
    snapshot: isAnonymous ? withNeutralNames(snapshot) : snapshot,
  };
}

function assertId(clusterId: string): string {
  if (isId(clusterId)) return clusterId;
  throw new BallastError('cluster-not-found', `there is no cluster ${clusterId}`, { clusterId });
}

async function idOf(ctx: Context, name: string): Promise<string> {
  const cluster = await ctx.db.cluster.findUnique({ where: { name }, select: { id: true } });
  if (cluster) return cluster.id;
  throw new BallastError('cluster-not-found', `There is no cluster ${name}.`, { cluster: name });
}
