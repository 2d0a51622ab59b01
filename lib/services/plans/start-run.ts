import type { Transaction } from '../../db/client.ts';
import { enqueue } from '../../db/queue.ts';
import type { PlanKind } from '../../model/plan.ts';

/** Makes the run of an approved plan, gives it the plan's moves and wakes a worker, in the caller's transaction. */
export async function startRun(
  tx: Transaction,
  plan: {
    id: string;
    clusterId: string;
    kind: PlanKind;
    hostId: string | null;
    note: string | null;
  },
  requestedBy: string,
  now: Date,
) {
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
  await tx.move.updateMany({ where: { planId: plan.id }, data: { runId: run.id } });
  await enqueue(tx, 'run-cluster', plan.clusterId);
  return run;
}
