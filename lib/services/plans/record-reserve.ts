import { createHash } from 'node:crypto';
import { recordEvents } from '../../db/events.ts';
import { clusterPolicy } from '../../db/policies.ts';
import { toJson } from '../../db/to-json.ts';
import { forRestarts } from '../../engine/reserve/after-failure.ts';
import type { ReserveJudgement } from '../../engine/reserve/judge-reserve.ts';
import { presentOf } from '../../model/cluster-clock.ts';
import type { StoredReserve } from '../../model/cluster-reserve.ts';
import type { Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Context } from '../context.ts';
import { plannerOf } from '../planning/plan-intent.ts';
import { type ClusterState, snapshotOf } from '../planning/snapshot-of.ts';

/** More sets of hosts say no more. */
const MAX_STORED = 5;

/**
 * Judges the reserve of a cluster and stores it for the pages, with an event where the cluster has become over-committed, or
 * is no longer. It searches only if something that the answer depends on has changed since.
 */
export async function recordReserve(ctx: Context, cluster: ClusterState): Promise<void> {
  const now = ctx.clock.now();
  if (presentOf(cluster, now).isPast) return;
  const policy = clusterPolicy(cluster).values;
  const snapshot = snapshotOf(cluster, now);
  const basis = basisOf(snapshot, policy);
  const before = cluster.reserve;
  if (before?.basis === basis) return;
  const judged = await plannerOf(ctx)('judgeReserve', { snapshot, policy });
  const reserve = { ...summarize(judged, snapshot, policy), basis };
  const isOver = reserve.state === 'over-committed';
  const wasOver = before?.state === 'over-committed';
  await ctx.db.$transaction(async (tx) => {
    await tx.cluster.update({ where: { id: cluster.id }, data: toJson('cluster', { reserve }) });
    if (isOver === wasOver) return;
    const code = isOver ? 'over-committed' : 'reserve-restored';
    const facts = { cluster: cluster.name, failures: reserve.failuresToSurvive };
    await recordEvents(tx, now, [{ topic: 'cluster', code, clusterId: cluster.id, subject: {}, facts }]);
  });
}

function summarize(
  { state, awayIds, lost }: ReserveJudgement,
  snapshot: Snapshot,
  policy: Policy,
): Omit<StoredReserve, 'basis'> {
  const names = new Map(snapshot.hosts.map(({ id, name }) => [id, name ?? id]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return {
    state,
    failuresToSurvive: policy.failuresToSurvive,
    away: awayIds.map(nameOf),
    lost: lost
      .map(({ hostIds, leftIds, boundIds }) => ({
        hosts: hostIds.map(nameOf),
        vms: leftIds.length - boundIds.length,
      }))
      .toSorted((a, b) => b.vms - a.vms)
      .slice(0, MAX_STORED),
    lostSets: lost.length,
  };
}

/** A digest of everything that decides where VMs could start. Measured demand does not. */
function basisOf(snapshot: Snapshot, { failuresToSurvive, memoryOvercommit }: Policy): string {
  const { hosts, vms, rules } = forRestarts(snapshot);
  const lasting = vms.map(
    ({ demand, dirtyMiBps, workingSetMiB, hiddenWrites, touchedMiB, lastMigratedAt, ...vm }) => vm,
  );
  const content = JSON.stringify([failuresToSurvive, memoryOvercommit, hosts, lasting, rules]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
