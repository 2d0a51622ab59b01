import { worthByAggressiveness } from '../model/aggressiveness.ts';
import type { Policy } from '../model/policy.ts';
import type { Rejection } from '../model/rejection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { type Cluster, compileCluster } from './cluster/cluster.ts';
import { Placement } from './cluster/placement.ts';
import { type Refusal, refuse } from './constraints/constraint.ts';
import { Permissions } from './constraints/permissions.ts';
import { whyNotBalanced } from './constraints/tables.ts';
import { threshold } from './constraints/threshold.ts';
import { roundGain } from './explain.ts';
import { askedOf, limitsOf, measureOf, unitSeconds } from './search/draft-balance.ts';
import { onlineHosts } from './search/neighbourhoods.ts';
import { Search } from './search/search.ts';
import type { SearchLimits } from './search/step.ts';

/** The single move that would even out a cluster most, and the reason why balancing does not make it. */
export interface BestMove {
  vmId: string;
  fromHostId: string;
  toHostId: string;
  why: Omit<Rejection, 'vmId' | 'hostId'>;
  /** The lowest aggressiveness that makes a move; null: none does, or more than its gain is in the way. */
  aggressiveness: number | null;
}

/** People or time may lift these reasons. The others say that the VM cannot move. */
const liftable: ReadonlySet<string> = new Set(['excluded', 'manual', 'exempt', 'cool-down']);
const LEVELS = [1, 2, 3, 4, 5] as const;

interface Found {
  unit: number;
  to: number;
  gain: number; // for each VM of the unit
}

/**
 * The best single move that balancing leaves out, on the cluster as it is: for a cluster whose plan is empty. VMs that
 * only their automation or their cool-down holds back count as well. If no move keeps all thresholds, those that break
 * one count too. Null: no move would even out the loads.
 */
export function bestMove(snapshot: Snapshot, policy: Policy): BestMove | null {
  const cluster = compileCluster(snapshot, policy);
  const placement = new Placement(cluster);
  const permissions = new Permissions(cluster);
  const measure = measureOf(placement);
  const seconds = unitSeconds(cluster);
  const endless = Number.POSITIVE_INFINITY;
  const own = limitsOf(cluster, new Set(), {
    budget: endless,
    maxMoves: endless,
    swapsNeedFreeMemory: false,
  });
  const isMovable = Uint8Array.from(cluster.units, ({ members }) =>
    members.every((vm) => mayBeLifted(whyNotBalanced(cluster, vm))) ? 1 : 0,
  );
  const { leastGain, gap } = askedOf(cluster);
  const searchWith = (limits: Partial<SearchLimits>) =>
    new Search(placement, measure, permissions, { ...own, isMovable, ...limits }, seconds);
  const find = (limits: Partial<SearchLimits>) => findBest(searchWith(limits));

  // whatever the aggressiveness: hosts that are too close for it count as well
  const found = find({ gap: 0 }) ?? find({ gap: 0, keepsThresholds: false });
  if (found === null) return null;
  const gain = gainOf(searchWith({ gap, keepsThresholds: false }), found);
  const [vm] = cluster.units[found.unit].members;
  const barred = threshold(placement, found.unit, found.to) ?? firstLiftable(cluster, found.unit);
  const why = gain > leastGain && barred ? barred : whyTooSmall(cluster, gain, leastGain);
  const makes = (level: (typeof LEVELS)[number]): boolean => {
    const worth = worthByAggressiveness[level];
    const best = find({ gap: worth.gap, isMovable: own.isMovable });
    return best !== null && best.gain > worth.leastGain;
  };
  const isByWorth = why.code === 'gain-too-small' && policy.minGain === null;
  const level = isByWorth ? LEVELS.find((each) => each > policy.aggressiveness && makes(each)) : undefined;
  return {
    vmId: cluster.vms[vm].id,
    fromHostId: cluster.hosts[placement.hostOf[found.unit]].id,
    toHostId: cluster.hosts[found.to].id,
    why,
    aggressiveness: level ?? null,
  };
}

const mayBeLifted = (refusal: Refusal | null): boolean => refusal === null || liftable.has(refusal.code);

function firstLiftable(cluster: Cluster, unit: number): Refusal | null {
  for (const vm of cluster.units[unit].members) {
    const refusal = whyNotBalanced(cluster, vm);
    if (refusal) return refusal;
  }
  return null;
}

function whyTooSmall({ policy }: Cluster, gain: number, leastGain: number): Refusal {
  return policy.maxMoves === 0
    ? refuse('max-moves', { maxMoves: 0 })
    : refuse('gain-too-small', { gain: roundGain(gain), leastGain });
}

/** What a move would gain for each VM with the limits of this search; 0: nothing. */
function gainOf(search: Search, { unit, to }: Found): number {
  let gain = 0;
  search.eachRelocation(unit, Int32Array.of(to), (_, gainOfAll) => {
    gain = gainOfAll / search.placement.cluster.units[unit].members.length;
  });
  return gain;
}

function findBest(search: Search): Found | null {
  const { cluster } = search.placement;
  const hosts = onlineHosts(search);
  let best: Found | null = null;
  for (const [unit, { members }] of cluster.units.entries()) {
    search.eachRelocation(unit, hosts, (to, gainOfAll) => {
      const gain = gainOfAll / members.length;
      if (best === null || gain > best.gain) best = { unit, to, gain };
    });
  }
  return best;
}
