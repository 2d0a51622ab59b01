import type { Transaction } from '../../db/client.ts';
import { clusterPolicy, vmPolicy, withOwnPolicy, withPolicy } from '../../db/policies.ts';
import { createStep } from '../../db/power-steps.ts';
import { enqueue } from '../../db/queue.ts';
import { BallastError } from '../../model/errors.ts';
import type { PlanKind } from '../../model/plan.ts';
import { MovePolicy, type OrderPatch } from '../../model/policy.ts';
import type { PowerOrder } from '../../model/power-order.ts';

/** The part of a plan that a run needs. */
export interface StartedPlan {
  id: string;
  clusterId: string;
  kind: PlanKind;
  note: string | null;
}

/** A host that the run is to empty. */
export interface EmptiedHost {
  id: string;
  name: string;
}

/** A VM that a run shuts down or saves. Who asked for the run decided it. */
export interface OrderedStep {
  vm: { id: string; uuid: string; name: string };
  host: EmptiedHost;
  order: PowerOrder;
  startsAgain: boolean;
  source: string;
  timeoutSeconds: number;
}

/**
 * Creates the run of an approved plan, assigns the plan's moves to it and wakes a worker, in the caller's
 * transaction. The options of each move are stored with it: those of its VM or cluster now, unless the caller gives
 * others.
 */
export async function startRun(
  tx: Transaction,
  plan: StartedPlan,
  {
    requestedBy,
    isAutomatic = false,
    now,
    asked = {},
    emptied = [],
    liftedRules = [],
    steps = [],
  }: {
    requestedBy: string;
    isAutomatic?: boolean;
    now: Date;
    asked?: OrderPatch | undefined;
    emptied?: readonly EmptiedHost[] | undefined;
    liftedRules?: readonly string[] | undefined;
    steps?: readonly OrderedStep[] | undefined;
  },
) {
  const cluster = await tx.cluster.findUniqueOrThrow({ where: { id: plan.clusterId }, include: withPolicy });
  const options = MovePolicy.parse(clusterPolicy(cluster, asked).values);
  const run = await tx.run.create({
    data: {
      planId: plan.id,
      clusterId: plan.clusterId,
      kind: plan.kind,
      state: 'waiting',
      requestedBy,
      isAutomatic,
      note: plan.note,
      createdAt: now,
      liftedRules: [...liftedRules],
      hosts: { create: emptied.map(({ id, name }) => ({ hostId: id, name })) },
    },
  });
  await tx.move.updateMany({ where: { planId: plan.id }, data: { runId: run.id, options } });
  const withOwn = await tx.vm.findMany({
    where: { policy: { isNot: null }, moves: { some: { planId: plan.id } } },
    select: { id: true, ...withOwnPolicy },
  });
  for (const vm of withOwn)
    await tx.move.updateMany({
      where: { planId: plan.id, vmId: vm.id },
      data: { options: MovePolicy.parse(vmPolicy(cluster, vm, asked).values) },
    });
  const ofRun = { clusterId: plan.clusterId, runId: run.id, decidedBy: requestedBy, createdAt: now };
  for (const step of steps)
    if (!(await createStep(tx, { ...step, ...ofRun })))
      throw new BallastError('vm-has-open-step', `${step.vm.name} is being shut down, saved or started`, {
        vm: step.vm.name,
      });
  await enqueue(tx, 'run-cluster', plan.clusterId);
  return run;
}
