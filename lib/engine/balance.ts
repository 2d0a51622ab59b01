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

/** Plans made again without the VMs that had no safe way to where they should go. */
const MAX_ATTEMPTS = 5;

export interface BalanceOptions {
  /**
   * How many placements the search may look at (counted, so that the plan is reproducible), or how long it may take: then the
   * plan is the best that was found when the time was out. More is no worse. Without one: what the cluster's size is worth.
   */
  budget?: number | TimeBudget;
  /** Where the walk of the search begins; any other number makes another plan, about as good. */
  seed?: number;
}

/**
 * The moves that serve the policy's objective: broken `must` rules are repaired, overloaded hosts relieved (objective
 * `relieve`), then loads made more even for as long as each moved VM brings the least gain. Same input, same plan, unless a
 * time budget is given. An empty plan says why in its first rejection. Throws nothing for a parsed snapshot and policy.
 */
export function planBalance(snapshot: Snapshot, policy: Policy, options: BalanceOptions = {}): Plan {
  const cluster = compileCluster(snapshot, policy);
  const budget = typeof options.budget === 'object' ? new Deadline(options.budget) : options.budget;
  const allowed = policy.maxMoves ?? Number.POSITIVE_INFINITY;
  // The search counts VMs that end elsewhere; one that is parked on its way takes two moves. So fewer VMs are tried.
  for (let maxMoved = allowed; ; ) {
    const plan = planWithin(snapshot, cluster, { budget, seed: options.seed, maxMoved });
    const beyond = plan.moves.length - allowed;
    if (beyond <= 0) return plan;
    maxMoved = Math.max(0, Math.min(maxMoved, plan.moves.length) - beyond);
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
  // Where moves wait for each other in a circle that nobody can break, only placements with a safe way count; and if there
  // is none to what must be done, it is done without the VMs in the circle.
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
  });
}

function finish(cluster: Cluster, draft: Draft, ordered: OrderedWaves, stuck: ReadonlySet<number>): Plan {
  const gainOf = gainsOf(cluster, ordered.moves);
  const { moves, before, after } = describeMoves(cluster, ordered.moves, {
    leftOutHost: -1,
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

/** The VM that gets the place of one that left to let a rule be repaired; null for every other VM. */
function receiverOf(cluster: Cluster, { madeRoomFor }: Draft, vm: number): number | null {
  const receiver = madeRoomFor.get(cluster.unitOf[vm]);
  return cluster.units[receiver ?? -1]?.members[0] ?? null;
}

/** The rule for whose sake the VM moves, or one that moves as one with it; null when none was broken. */
function repairedRuleOf(cluster: Cluster, { repaired }: Draft, vm: number): string | null {
  const unit = cluster.unitOf[vm];
  if (!repaired.has(unit)) return null;
  const mates = [...(cluster.units[unit]?.members ?? [])].filter((other) => other !== vm);
  return (
    [vm, ...mates].map((member) => firstBrokenRule(cluster, member)).find((rule) => rule !== null) ?? null
  );
}
