import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { balanceRejections } from './balance-rejections.ts';
import { type Cluster, compileCluster } from './cluster/cluster.ts';
import { type Placement, transfersOf } from './cluster/placement.ts';
import { firstBrokenRule } from './constraints/rule-state.ts';
import { balanceReason, describeMoves, liveOrOffline } from './explain.ts';
import { gainsOf } from './gains.ts';
import { Deadline, type TimeBudget } from './search/deadline.ts';
import { askedOf, type Draft, type DraftOptions, draftBalance } from './search/draft-balance.ts';
import { settle } from './search/settle.ts';
import { shortenDetours } from './search/shorten-detours.ts';
import { type OrderedWaves, orderWaves } from './waves/order-waves.ts';

/** How often the plan is made again without the VMs that had no safe way to their hosts. */
const MAX_ATTEMPTS = 5;

export interface BalanceOptions {
  /**
   * How many placements the search may evaluate (counted, so that the plan is reproducible), or how long it may take:
   * then the plan is the best found in that time. More is never worse. By default it depends on the cluster's size.
   */
  budget?: number | TimeBudget;
  /** The seed of the random walk; any other number makes another plan, about as good. */
  seed?: number;
}

/**
 * The moves for the policy's objective: broken `must` rules are repaired, overloaded hosts are relieved (objective
 * `relieve`), then loads are balanced for as long as each moved VM brings the minimum gain. The same input gives the
 * same plan, unless a time budget is given. The first rejection of an empty plan says why. Throws nothing for a
 * parsed snapshot and policy.
 */
export function planBalance(snapshot: Snapshot, policy: Policy, options: BalanceOptions = {}): Plan {
  const cluster = compileCluster(snapshot, policy);
  const budget = typeof options.budget === 'object' ? new Deadline(options.budget) : options.budget;
  const allowed = policy.maxMoves ?? Number.POSITIVE_INFINITY;
  // The search counts VMs on another host than at the start; a VM that is parked on its way takes two moves. So fewer VMs are tried.
  for (let maxMoved = allowed; ; maxMoved--) {
    const plan = planWithin(snapshot, cluster, { budget, seed: options.seed, maxMoved });
    if (plan.moves.length <= allowed) return plan;
  }
}

/** A plan that moves no more VMs than this. */
function planWithin(
  snapshot: Snapshot,
  cluster: Cluster,
  options: Pick<DraftOptions, 'budget' | 'seed' | 'maxMoved'>,
): Plan {
  const stuck = new Set<number>();
  const hasOrder = (placement: Placement) => orderOf(placement).stuck.length === 0;
  // If moves block each other in a cycle, only placements with a safe order count; and if there is none
  // for what must be done, it is done without the VMs in the cycle.
  for (let attempt = 1; ; attempt++) {
    const isReachable = attempt === 1 ? null : hasOrder;
    const draft = draftBalance(cluster, stuck, { ...options, isReachable });
    if (attempt === 1) settle(snapshot, cluster, draft, options);
    const ordered = shortenDetours(draft.search, orderOf(draft.search.placement), orderOf);
    const isLast = attempt === MAX_ATTEMPTS || draft.search.limits.deadline?.isOver === true;
    if (ordered.stuck.length === 0 || isLast) return finish(cluster, draft, ordered, stuck);
    if (attempt > 1) for (const vm of ordered.stuck) stuck.add(cluster.unitOf[vm]);
  }
}

function orderOf(placement: Placement): OrderedWaves {
  const { cluster } = placement;
  return orderWaves(cluster, transfersOf(placement), {
    keepsThresholds: true,
    mayPark: (_, host) => cluster.isOnline[host] === 1 && !cluster.isClosed[host],
    mayParkAgain: false,
  });
}

function finish(cluster: Cluster, draft: Draft, ordered: OrderedWaves, stuck: ReadonlySet<number>): Plan {
  const gainOf = gainsOf(cluster, ordered.moves);
  const { moves, before, after } = describeMoves(cluster, ordered.moves, {
    kindOf: (vm) => liveOrOffline(cluster, vm),
    reasonOf: (move, tally) =>
      balanceReason(cluster, { ...move, forVm: move.forVm ?? receiverOf(cluster, draft, move.vm) }, tally, {
        repairedRule: repairedRuleOf(cluster, draft, move.vm),
        gainOf,
      }),
  });
  const figures = after.figures();
  return {
    moves,
    complete: figures.overloadedHosts === 0,
    before: before.figures(),
    after: figures,
    rejections: balanceRejections(draft.search, after, {
      leastGain: askedOf(cluster).leastGain,
      moved: new Set(ordered.moves.map(({ vm }) => vm)),
      stuck,
    }),
  };
}

/** The VM for which this one left its host to let a rule be repaired; null for every other VM. */
function receiverOf(cluster: Cluster, { madeRoomFor }: Draft, vm: number): number | null {
  const receiver = madeRoomFor.get(cluster.unitOf[vm]);
  return receiver === undefined ? null : cluster.units[receiver].members[0];
}

/** The broken rule because of which the VM, or one of its unit, moves; null if none was broken. */
function repairedRuleOf(cluster: Cluster, { repaired }: Draft, vm: number): string | null {
  const unit = cluster.unitOf[vm];
  if (!repaired.has(unit)) return null;
  const mates = [...cluster.units[unit].members].filter((other) => other !== vm);
  return (
    [vm, ...mates].map((member) => firstBrokenRule(cluster, member)).find((rule) => rule !== null) ?? null
  );
}
