import { clusterPolicy } from '../../db/policies.ts';
import { afterMoves } from '../../engine/after-moves.ts';
import type { PlannedMove } from '../../model/plan.ts';
import type { Context } from '../context.ts';
import { plannerOf } from '../planning/plan-intent.ts';
import { planningSnapshot } from '../planning/planning-snapshot.ts';
import type { PlanningState } from '../planning/read-planning-state.ts';

/**
 * The hosts, by name, whose failure the cluster would survive now, and would not after these moves; null: none, or the policy
 * does not keep the cluster reserve. A suggestion was planned for the cluster as it was then.
 */
export async function reserveUsedBy(
  ctx: Context,
  state: PlanningState,
  moves: readonly { vmId: string | null; toHostId: string }[],
): Promise<string | null> {
  const policy = clusterPolicy(state.cluster).values;
  if (policy.keepReserve !== 'keep' || policy.failuresToSurvive === 0 || moves.length === 0) return null;
  const snapshot = planningSnapshot(state, ctx.clock.now(), { kind: 'balance' });
  const known = moves.flatMap(({ vmId, toHostId }): Pick<PlannedMove, 'vmId' | 'toHostId'>[] =>
    vmId === null ? [] : [{ vmId, toHostId }],
  );
  const judge = async (of: typeof snapshot) =>
    (await plannerOf(ctx)('judgeReserve', { snapshot: of, policy }, { isOrdered: true })).lost.map(
      ({ hostIds }) => hostIds.toSorted(),
    );
  const [before, after] = await Promise.all([judge(snapshot), judge(afterMoves(snapshot, known))]);
  const lostBefore = new Set(before.map(String));
  const lost = after.find((hostIds) => !lostBefore.has(String(hostIds)));
  const nameOf = (id: string) => state.cluster.hosts.find((host) => host.id === id)?.name ?? id;
  return lost === undefined ? null : lost.map(nameOf).join(', ');
}
