import type { Transaction } from '../../db/client.ts';
import { clusterPolicy, withPolicy } from '../../db/policies.ts';
import { enqueue } from '../../db/queue.ts';
import type { PlanKind } from '../../model/plan.ts';
import { MovePolicy, type OrderPatch } from '../../model/policy.ts';

/** What a run needs to know of its plan. */
export interface StartedPlan {
  id: string;
  clusterId: string;
  kind: PlanKind;
  hostId: string | null;
  note: string | null;
}

/**
 * Makes the run of an approved plan, gives it the plan's moves and wakes a worker, in the caller's transaction. What each
 * move may do to end is written down with it: as the cluster has it now, unless the caller asks for something else.
 */
export async function startRun(
  tx: Transaction,
  plan: StartedPlan,
  { requestedBy, now, asked = {} }: { requestedBy: string; now: Date; asked?: OrderPatch | undefined },
) {
  const cluster = await tx.cluster.findUniqueOrThrow({ where: { id: plan.clusterId }, include: withPolicy });
  const options = MovePolicy.parse(clusterPolicy(cluster, asked).values);
  const run = await tx.run.create({
    data: {
      planId: plan.id,
      clusterId: plan.clusterId,
      kind: plan.kind,
      state: 'waiting',
      hostId: plan.hostId,
      requestedBy,
      note: plan.note,
      createdAt: now,
    },
  });
  await tx.move.updateMany({ where: { planId: plan.id }, data: { runId: run.id, options } });
  await enqueue(tx, 'run-cluster', plan.clusterId);
  return run;
}
