import { worthByAggressiveness } from '../../model/aggressiveness.ts';
import { dirtyRateMiBps, touchedMiB } from '../cluster/assumptions.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { Placement } from '../cluster/placement.ts';
import { minBandwidths, Permissions } from '../constraints/permissions.ts';
import { whyNotBalanced } from '../constraints/tables.ts';
import { costs, gainScale, makeMeasure, weighingOf } from '../objective/weights.ts';
import { anneal } from './anneal.ts';
import type { Deadline } from './deadline.ts';
import { improve, improveWhileGood } from './improve.ts';
import { neighbourhoods, onlineHosts } from './neighbourhoods.ts';
import { dropIdleMoves } from './prune.ts';
import { isStillRelief, relieve } from './relieve.ts';
import { repairRules } from './repair.ts';
import { Search } from './search.ts';
import type { SearchLimits } from './step.ts';

export interface DraftOptions {
  /** How many placements the search may evaluate, or until when; undefined: depends on the cluster's size. */
  readonly budget: number | Deadline | undefined;
  /** The seed of the random walk; any other number makes another plan, about as good. */
  readonly seed?: number | undefined;
  /** How many VMs may end up on another host. */
  readonly maxMoved: number;
  /** A condition for the result, if not every placement has a safe order; null: none. */
  readonly isReachable: ((placement: Placement) => boolean) | null;
}

/** The hosts of the units, the search that found them, and the units that moved to repair a rule. */
export interface Draft {
  readonly search: Search;
  readonly repaired: ReadonlySet<number>;
  readonly madeRoomFor: ReadonlyMap<number, number>; // units that left for another one's repair or relief
}

const DEFAULT_SEED = 1;

/**
 * The default number of placements to evaluate: enough for a good plan, in a tenth of a second on a small cluster.
 */
const BUDGET = {
  steps: 200_000,
  stepsPerVm: 800,
  walkPerNeighbour: 3, // times the neighbours (units x hosts): the number of useful placements grows faster than they do
  maxWalk: 700_000,
  minWhereHard: 200_000, // where few placements can be reached
  maxLargeWalk: 150_000, // single steps find most improvements there
  timesForFewPeakMoves: 8, // a peak with a limit of moves: its best placements differ a lot
} as const;

/** Clusters with more neighbours than this count as large. */
const LARGE = 12_000;

interface Allowance extends Pick<SearchLimits, 'budget' | 'deadline'> {
  readonly walk: number; // placements that the walk may look at
}

function allowanceOf({ units, vms, hosts, policy }: Cluster, budget: DraftOptions['budget']): Allowance {
  if (typeof budget === 'number') return { budget, walk: budget };
  const endless = Number.POSITIVE_INFINITY;
  if (budget !== undefined) return { budget: endless, walk: endless, deadline: budget };
  const neighbours = units.length * hosts.length;
  const isLarge = neighbours > LARGE;
  const most = isLarge ? BUDGET.maxLargeWalk : BUDGET.maxWalk;
  const times = policy.objective === 'peak' && policy.maxMoves && !isLarge ? BUDGET.timesForFewPeakMoves : 1;
  const walk = times * Math.min(most, BUDGET.walkPerNeighbour * neighbours * neighbours);
  return { budget: BUDGET.steps + BUDGET.stepsPerVm * vms.length + walk, walk };
}

/** The minimum gain of a move, in the unit of the search's measure. */
export interface Asked {
  readonly leastGain: number; // by each moved VM
  readonly gap: number; // for each unit of load that it moves
}

/**
 * A minimum gain of the objective's figure, if the policy has one; otherwise what this aggressiveness requires of two
 * hosts.
 */
export function askedOf({ policy, isOnline }: Cluster): Asked {
  if (policy.minGain === null) return worthByAggressiveness[policy.aggressiveness];
  const hosts = isOnline.reduce((sum, online) => sum + online, 0);
  return { leastGain: Math.max(policy.minGain, costs.movedVm * gainScale(policy.objective, hosts)), gap: 0 };
}

/**
 * Finds the hosts of the units, without an order of moves: repairs broken `must` rules, relieves overloaded hosts
 * (objective `relieve`), takes single moves and exchanges while they are worthwhile, and then searches further with a
 * random walk. Units in `stuck` stay where they are.
 */
export function draftBalance(
  cluster: Cluster,
  stuck: ReadonlySet<number>,
  { budget, seed = DEFAULT_SEED, maxMoved, isReachable }: DraftOptions,
): Draft {
  const { policy } = cluster;
  const placement = new Placement(cluster);
  const permissions = new Permissions(cluster);
  const { walk, ...allowed } = allowanceOf(cluster, budget);
  const limits = limitsOf(cluster, stuck, {
    ...allowed,
    swapsNeedFreeMemory: isReachable !== null,
    maxMoves: maxMoved,
  });
  const seconds = unitSeconds(cluster);
  const free = new Search(placement, measureOf(placement), permissions, limits, seconds);
  const hosts = onlineHosts(free);
  const madeRoomFor = new Map(repairRules(free, permissions, hosts));
  const repaired = new Set(displacedUnits(placement));
  if (policy.objective === 'relieve') {
    for (const [other, unit] of relieve(free, permissions, seconds, hosts)) madeRoomFor.set(other, unit);
  }

  const isNeeded = new Uint8Array(cluster.units.length);
  for (const unit of displacedUnits(placement)) isNeeded[unit] = 1;
  const search = free.withLimits({ ...limits, isNeeded, ...askedOf(cluster) });
  const further = { seed, steps: walk };
  searchFurther(search, isReachable, further);
  const freed = withoutSpareRelief(search, repaired);
  if (freed !== search) searchFurther(freed, isReachable, further);
  dropIdleMoves(freed);
  return { search: freed, repaired, madeRoomFor };
}

/**
 * Steps that improve the plan, then a walk, then steps again; with `isReachable` only to placements that it accepts.
 */
function searchFurther(
  search: Search,
  isReachable: ((placement: Placement) => boolean) | null,
  walk: { seed: number; steps: number },
): void {
  const [hosts = onlineHosts(search)] = neighbourhoods(search);
  if (isReachable === null) {
    improve(search);
    if (search.displaced > 0) anneal(search, hosts, { ...walk, isGood: () => true });
    improve(search, hosts);
    return;
  }
  improveWhileGood(search, hosts, isReachable);
  const steps = Math.max(walk.steps, BUDGET.minWhereHard);
  anneal(search, hosts, { seed: walk.seed, steps, isGood: isReachable });
  improveWhileGood(search, hosts, isReachable);
}

/** What a search of this placement minimizes, by the policy of its cluster. */
export function measureOf(placement: Placement) {
  const { hosts, isOnline, policy } = placement.cluster;
  const loads = {
    cpu: Float64Array.from(hosts, (_, host) => placement.cpuLoad(host)),
    memory: Float64Array.from(hosts, (_, host) => placement.memoryLoad(host)),
    isCounted: isOnline,
  };
  return makeMeasure(weighingOf(policy), loads, policy, placement.even);
}

/** The limits of a search for balance: which units may move, and which hosts may receive. */
export function limitsOf(
  cluster: Cluster,
  stuck: ReadonlySet<number>,
  allowed: Pick<SearchLimits, 'budget' | 'deadline' | 'swapsNeedFreeMemory' | 'maxMoves'>,
): SearchLimits {
  return {
    isMovable: Uint8Array.from(cluster.units, ({ members }, unit) =>
      !stuck.has(unit) && members.every((vm) => whyNotBalanced(cluster, vm) === null) ? 1 : 0,
    ),
    mayReceive: cluster.isOnline.map((online, host) => (online && !cluster.isClosed[host] ? 1 : 0)),
    mayReturn: cluster.isOnline,
    isNeeded: new Uint8Array(cluster.units.length),
    minBandwidth: minBandwidths(cluster),
    keepsThresholds: true,
    leastGain: 0,
    gap: 0,
    ...allowed,
  };
}

const displacedUnits = (placement: Placement): number[] =>
  [...placement.cluster.units.keys()].filter((unit) => placement.isDisplaced(unit));

/**
 * Other VMs may have left a host for balance after it was relieved, so that the relieving VM need not have moved. If
 * it stayed away, it would move back as soon as its cool-down ends. So it may return, or another VM may move instead.
 */
function withoutSpareRelief(search: Search, repaired: ReadonlySet<number>): Search {
  const { limits } = search;
  const isNeeded = limits.isNeeded.map((needed, unit) =>
    needed && (repaired.has(unit) || isStillRelief(search, unit)) ? 1 : 0,
  );
  const isSame = isNeeded.every((needed, unit) => needed === limits.isNeeded[unit]);
  return isSame ? search : search.withLimits({ ...limits, isNeeded });
}

/**
 * Seconds that the migration of each unit takes at its own host's bandwidth, without rounds: accurate enough to
 * compare.
 */
export function unitSeconds(cluster: Cluster): Float64Array {
  return Float64Array.from(cluster.units, ({ members, home }) =>
    members.reduce((sum, vm) => {
      const found = cluster.vms[vm];
      if (found.state === 'stopped') return sum;
      const bandwidth = cluster.bandwidthMiBps[home];
      const share = Math.min(0.9, dirtyRateMiBps(found) / bandwidth);
      return sum + touchedMiB(found) / bandwidth / (1 - share);
    }, 0),
  );
}
