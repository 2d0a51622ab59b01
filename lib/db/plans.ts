import type { Dismissal } from '../model/dismissal.ts';
import { PlanState, planTransitions } from '../model/plan.ts';
import { statesBefore } from '../model/transitions.ts';
import type { Database, Transaction } from './client.ts';

/** One plan, or those of a cluster that had expired at a moment. */
type WhichPlans = { id: string } | { clusterId: string; expiresAt: { lt: Date } };

/** Who decided, when and why; left out: nobody did. */
interface Decision {
  decidedAt: Date;
  decidedBy?: string;
  decisionReason?: string | null;
  dismissal?: Dismissal;
}

/** A plan that was brought into another state. */
export interface ChangedPlan {
  id: string;
  number: number;
  clusterId: string;
}

/**
 * Changes the state of plans that are in a state from which `planTransitions` allows it, and returns those. If two
 * callers race, only one gets them.
 */
export async function changePlanState(
  db: Database | Transaction,
  which: WhichPlans,
  to: PlanState,
  decision: Decision | Record<string, never> = {},
): Promise<ChangedPlan[]> {
  const before = statesBefore(planTransitions, PlanState.options, to);
  return db.plan.updateManyAndReturn({
    where: { ...which, state: { in: before } },
    data: { ...decision, state: to },
    select: { id: true, number: true, clusterId: true },
  });
}
