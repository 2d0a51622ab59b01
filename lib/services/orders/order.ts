import type { AuditRecord } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import type { Permission } from '../../model/actor.ts';
import type { BallastError } from '../../model/errors.ts';
import type { Intent } from '../../model/intent.ts';
import type { OrderPatch, Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Planned } from '../planning/plan-intent.ts';
import type { PlanningState } from '../planning/read-planning-state.ts';
import type { EarlierMove, Fault } from '../planning/recheck-moves.ts';
import { type PlanDraft, storePlan } from '../plans/store-plan.ts';
import type { StartedPlan } from './start-run.ts';

/** Who places an order, and when. */
export interface Placing {
  requestedBy: string;
  now: Date;
}

/** A plan as it is ordered: its moves, what they were planned on, and how it comes into the store. */
export interface OrderPlan {
  intent: Intent;
  moves: readonly EarlierMove[];
  /** What it was made on; null: it was made some time ago, for the cluster as it was then. */
  madeOn: { snapshot: Snapshot; policy: Policy } | null;
  /** What was asked for when it was made. */
  asked: OrderPatch;
  store(tx: Transaction, state: PlanningState, placing: Placing): Promise<StartedPlan>;
}

/**
 * What somebody orders: how it is planned, and what this kind of order alone asks for in the transaction that places it.
 * `Settled`: what it leads to when there is nothing to run.
 */
export interface Order<Settled = never> {
  permission: Permission;
  clusterId: string;
  /** What all its moves may do to end; left out: as the cluster has it. */
  asked: OrderPatch;
  /** The plan, on the cluster as it was just read. Throws what refuses the order. */
  plan(state: PlanningState): Promise<OrderPlan>;
  /** Before the cluster is read again: what must be so, and what the order takes. Throws why it is not. */
  claim?(tx: Transaction, placing: Placing): Promise<void>;
  /** What a plan that was made before cannot know of the cluster as it is now. */
  findUnseen?(state: PlanningState, plan: OrderPlan): Fault | null;
  /** Null: there is something to run. */
  settle?(tx: Transaction, state: PlanningState): Promise<Settled | null>;
  audit(run: { number: number } | null, plan: OrderPlan): AuditRecord;
  /** Why it is refused when its moves fit no more and nobody has agreed to others; left out: it is planned again. */
  refuse?(fault: Fault): BallastError;
}

type More = Pick<PlanDraft, 'hostId' | 'note' | 'undoOfRunId' | 'isKindAsked'>;

/** A plan of this moment, to be stored as it is. */
export function asOrdered(planned: Planned, asked: OrderPatch, more: More = {}): OrderPlan {
  const { intent, snapshot, policy, plan, forecast, planningMs } = planned;
  const { isKindAsked = false } = more;
  return {
    intent,
    asked,
    madeOn: { snapshot, policy },
    moves: plan.moves.map((move) => ({ ...move, mayNotConverge: isKindAsked })),
    store: (tx, { cluster }, placing) =>
      storePlan(tx, {
        kind: intent.kind,
        state: 'approved',
        cluster,
        snapshot,
        policy,
        plan,
        forecast,
        planningMs,
        ...placing,
        ...more,
      }),
  };
}
