import type { Plan } from '../model/plan.ts';
import { leastGainByAggressiveness, type Policy } from '../model/policy.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { anneal } from './anneal.ts';
import { dirtyRateMiBps, touchedMiB } from './assumptions.ts';
import { balanceRejections } from './balance-rejections.ts';
import { type Cluster, compileCluster } from './cluster.ts';
import { whyNotBalanced } from './constraints/tables.ts';
import { balanceReason, describeMoves, liveOrOffline } from './explain.ts';
import { Tally } from './figures.ts';
import { improve, mostUnevenHosts } from './improve.ts';
import { makeMeasure } from './objective/weights.ts';
import { type OrderedWaves, orderWaves } from './order-waves.ts';
import { leastBandwidths, Permissions } from './permissions.ts';
import { Placement } from './placement.ts';
import { dropIdleMoves } from './prune.ts';
import { isStillRelief, relieve } from './relieve.ts';
import { repairRules } from './repair.ts';
import { firstBrokenRule } from './rule-state.ts';
import { Search } from './search.ts';
import type { SearchLimits } from './step.ts';

export interface BalanceOptions {
  /** How many placements the search may look at; more is slower and no worse. Counted, so that the plan is reproducible. */
  budget?: number;
  /** Where the walk of the search begins; any other number makes another plan, about as good. */
  seed?: number;
}

const DEFAULT_SEED = 1;

const defaultBudget = (cluster: Cluster): number => 2_000_000 + 2_500 * cluster.vms.length;

/**
 * The moves that serve the policy's objective: broken `must` rules are repaired, overloaded hosts relieved (objective
 * `relieve`), then loads made more even for as long as each moved VM brings the least gain. Same input, same plan.
 * An empty plan says why in its first rejection. Throws nothing for a parsed snapshot and policy.
 */
export function planBalance(snapshot: Snapshot, policy: Policy, options: BalanceOptions = {}): Plan {
  const cluster = compileCluster(snapshot, policy);
  const stuck = new Set<number>();
  // A plan whose moves wait for each other in a circle that nobody can break is made again without those VMs.
  for (let attempt = 0; ; attempt++) {
    const draft = draftBalance(cluster, stuck, options);
    const ordered = orderWaves(cluster, transfersOf(draft.search.placement), {
      keepsThresholds: true,
      mayPark: (_, host) => draft.search.limits.mayReceive[host] === 1,
    });
    if (ordered.stuck.length === 0 || attempt === 4) return finish(cluster, draft, ordered, stuck);
    for (const vm of ordered.stuck) stuck.add(cluster.unitOf[vm] as number);
  }
}

/** The least fall of the objective's figure that each moved VM must bring. */
export function leastGainOf(policy: Policy): number {
  return policy.minGain ?? leastGainByAggressiveness[policy.aggressiveness] ?? 0.01;
}

interface Draft {
  search: Search;
  repaired: Set<number>; // units
}

function draftBalance(cluster: Cluster, stuck: ReadonlySet<number>, options: BalanceOptions): Draft {
  const { policy } = cluster;
  const placement = new Placement(cluster);
  const permissions = new Permissions(cluster);
  const loads = {
    cpu: Float64Array.from(cluster.hosts, (_, host) => placement.cpuLoad(host)),
    memory: Float64Array.from(cluster.hosts, (_, host) => placement.memoryLoad(host)),
    isCounted: cluster.isOnline,
  };
  const measure = makeMeasure(policy.objective, loads, policy);
  const limits: SearchLimits = {
    isMovable: Uint8Array.from(cluster.units, ({ members }, unit) =>
      !stuck.has(unit) && members.every((vm) => whyNotBalanced(cluster, vm) === null) ? 1 : 0,
    ),
    mayReceive: cluster.isOnline.map((online, host) => (online && !cluster.hasUnknown[host] ? 1 : 0)),
    mayReturn: cluster.isOnline,
    isNeeded: new Uint8Array(cluster.units.length),
    leastBandwidth: leastBandwidths(cluster),
    keepsThresholds: true,
    leastGain: 0,
    maxMoves: policy.maxMoves ?? Number.POSITIVE_INFINITY,
    budget: options.budget ?? defaultBudget(cluster),
  };
  const seconds = unitSeconds(cluster);
  const free = new Search(placement, measure, permissions, limits, seconds);
  const hosts = mostUnevenHosts(free);
  repairRules(free, permissions, hosts);
  const repaired = new Set([...cluster.units.keys()].filter((unit) => placement.isDisplaced(unit)));
  if (policy.objective === 'relieve') relieve(free, seconds, hosts);
  const isNeeded = Uint8Array.from(cluster.units, (_, unit) => (placement.isDisplaced(unit) ? 1 : 0));
  const search = free.withLimits({ ...limits, isNeeded, leastGain: leastGainOf(policy) });
  improve(search);
  anneal(search, hosts, options.seed ?? DEFAULT_SEED);
  if (policy.objective === 'peak') dropIdleMoves(search, leastGainOf(policy));
  return { search: policy.objective === 'relieve' ? giveUpSpareRelief(search, repaired) : search, repaired };
}

/**
 * Others may have left a host for evenness since it was relieved, so that what relieved it need not have moved. Kept, such
 * a VM would go back as soon as its cool-down ends; so it may return, or another one may move instead.
 */
function giveUpSpareRelief(search: Search, repaired: ReadonlySet<number>): Search {
  const { limits } = search;
  const isNeeded = limits.isNeeded.map((needed, unit) =>
    needed && (repaired.has(unit) || isStillRelief(search, unit)) ? 1 : 0,
  );
  if (isNeeded.every((needed, unit) => needed === limits.isNeeded[unit])) return search;
  const freed = search.withLimits({ ...limits, isNeeded });
  improve(freed);
  return freed;
}

/** Seconds that the migration of each unit takes at its own host's bandwidth, without rounds: enough to compare by. */
function unitSeconds(cluster: Cluster): Float64Array {
  return Float64Array.from(cluster.units, ({ members, home }) =>
    members.reduce((sum, vm) => {
      const found = cluster.vms[vm];
      if (found === undefined || found.state === 'stopped') return sum;
      const bandwidth = cluster.bandwidthMiBps[home] as number;
      const share = Math.min(0.9, dirtyRateMiBps(found) / bandwidth);
      return sum + touchedMiB(found) / bandwidth / (1 - share);
    }, 0),
  );
}

export function transfersOf(placement: Placement): { vm: number; to: number }[] {
  const { cluster } = placement;
  return [...cluster.vms.keys()].flatMap((vm) => {
    const to = placement.hostOfVm(vm);
    return to === cluster.homeOf[vm] ? [] : [{ vm, to }];
  });
}

function finish(cluster: Cluster, draft: Draft, ordered: OrderedWaves, stuck: ReadonlySet<number>): Plan {
  const gains = gainsOf(cluster, ordered);
  const { moves, before, after } = describeMoves(cluster, ordered.moves, {
    leftOutHost: -1,
    kindOf: (vm) => liveOrOffline(cluster, vm),
    reasonOf: (move, tally) =>
      balanceReason(cluster, move, tally, {
        repairedRule: repairedRuleOf(cluster, draft, move.vm),
        gain: gains.get(move.vm) ?? 0,
      }),
  });
  const figures = after.figures();
  return {
    moves,
    complete: figures.overloadedHosts === 0,
    before: before.figures(),
    after: figures,
    rejections: balanceRejections(draft.search, after, {
      leastGain: leastGainOf(cluster.policy),
      moved: new Set(ordered.moves.map(({ vm }) => vm)),
      stuck,
    }),
  };
}

/** The rule for whose sake the VM moves, or one that moves as one with it; null when none was broken. */
function repairedRuleOf(cluster: Cluster, { repaired }: Draft, vm: number): string | null {
  const unit = cluster.unitOf[vm] as number;
  if (!repaired.has(unit)) return null;
  const mates = [...(cluster.units[unit]?.members ?? [])].filter((other) => other !== vm);
  return (
    [vm, ...mates].map((member) => firstBrokenRule(cluster, member)).find((rule) => rule !== null) ?? null
  );
}

/** For each moved VM how much worse the objective's figure would be at the end without its move; VMs that move as one share. */
function gainsOf(cluster: Cluster, { moves }: OrderedWaves): Map<number, number> {
  const tally = new Tally(cluster);
  for (const { vm, to } of moves) tally.move(vm, to);
  const figure = cluster.policy.objective === 'peak' ? 'peak' : 'spread';
  const end = tally.figures()[figure];
  const gains = new Map<number, number>();
  for (const { vm } of moves) {
    const members = [...(cluster.units[cluster.unitOf[vm] as number]?.members ?? [vm])];
    const ends = members.map((member) => tally.hostOfVm(member));
    for (const member of members) tally.move(member, cluster.homeOf[member] as number);
    gains.set(vm, (tally.figures()[figure] - end) / members.length);
    for (const [i, member] of members.entries()) tally.move(member, ends[i] as number);
  }
  return gains;
}
