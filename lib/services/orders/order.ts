import type { AuditRecord } from '../../db/audit.ts';
import type { Transaction } from '../../db/client.ts';
import type { Permission } from '../../model/actor.ts';
import type { BallastError } from '../../model/errors.ts';
import { type Intent, planKindOf } from '../../model/intent.ts';
import type { OrderPatch, Policy } from '../../model/policy.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Planned } from '../planning/plan-intent.ts';
import type { PlanningState } from '../planning/read-planning-state.ts';
import type { EarlierMove, Fault } from '../planning/recheck-moves.ts';
import { type PlanDraft, storePlan } from '../plans/store-plan.ts';
import type { EmptiedHost, OrderedStep, StartedPlan } from './start-run.ts';

/** Who places an order, and when. */
export interface Placing {
  requestedBy: string;
  isAutomatic: boolean; // no person asked for it
  now: Date;
}

/** What somebody else stores of an order in its transaction. Throws to roll everything back. */
export type Placed = (tx: Transaction, runId: string | null) => Promise<void>;

/** An order that is placed for something that Ballast carries out later. */
export interface PlacedFor {
  requestedBy: string;
  placed: Placed;
}

/** A plan of an order: its moves, the snapshot that they were planned on, and how it is stored. */
export interface OrderPlan {
  intent: Intent;
  moves: readonly EarlierMove[];
  /** The snapshot that it was made on; null: it was made earlier, for the cluster as it was then. */
  madeOn: { snapshot: Snapshot; policy: Policy } | null;
  /** VMs that its run shuts down or saves. */
  steps?: readonly OrderedStep[];
  /** The intent that it was made for. */
  asked: OrderPatch;
  store(tx: Transaction, state: PlanningState, placing: Placing): Promise<StartedPlan>;
}

/**
 * An order: how it is planned, and what this kind of order needs in the transaction that places it. `Settled`: the
 * result if there is nothing to run.
 */
export interface Order<Settled = never> {
  permission: Permission;
  clusterId: string;
  /** Who asked for it, if Ballast carries it out later; left out: the actor. */
  requestedBy?: string | undefined;
  /** The hosts that its run empties. */
  emptied?: readonly EmptiedHost[];
  /** Rules that do not count for its moves, by id: a person has lifted them. */
  liftedRules?: readonly string[];
  /** Options for all its moves; left out: those of the cluster. */
  asked: OrderPatch;
  /** Makes the plan on the cluster that was just read. Throws the reason to refuse the order. */
  plan(state: PlanningState): Promise<OrderPlan>;
  /**
   * Runs before the cluster is read again: checks conditions and claims what the order needs. Throws the reason to
   * refuse it.
   */
  claim?(tx: Transaction, placing: Placing): Promise<void>;
  /** Adds what a plan that was made earlier cannot know about the current cluster. */
  findUnseen?(state: PlanningState, plan: OrderPlan): Fault | null;
  /** Null: there is something to run. */
  settle?(tx: Transaction, state: PlanningState): Promise<Settled | null>;
  /** Written in the same transaction, once the order is placed; null: there is nothing to run. */
  placed?: Placed | undefined;
  audit(run: { number: number } | null, plan: OrderPlan): AuditRecord;
  /**
   * The reason to refuse the order if its moves no longer fit and nobody has agreed to others; left out: it is
   * planned again.
   */
  refuse?(fault: Fault): BallastError;
}

type More = Pick<PlanDraft, 'note' | 'undoOfRunId' | 'isKindAsked' | 'askedFor'> & {
  steps?: OrderPlan['steps'];
};

/** A plan that was made just now and is stored unchanged. */
export function asOrdered(
  planned: Planned,
  asked: OrderPatch,
  { steps = [], ...more }: More = {},
): OrderPlan {
  const { intent, snapshot, policy, plan, forecast, planningMs } = planned;
  const { isKindAsked = false, askedFor } = more;
  return {
    intent,
    asked,
    madeOn: { snapshot, policy },
    steps,
    moves: plan.moves.map((move) => ({
      ...move,
      mayNotConverge: isKindAsked || askedFor?.has(move.vmId) === true,
    })),
    store: (tx, { cluster }, placing) =>
      storePlan(tx, {
        kind: planKindOf[intent.kind],
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
