import { isOver, isOverloaded } from '../model/overload.ts';
import type { Rejection } from '../model/rejection.ts';
import { asEvened, type Cluster } from './cluster/cluster.ts';
import { type Refusal, refuse } from './constraints/constraint.ts';
import { hostOnline } from './constraints/host-online.ts';
import { knownHostDemand, refuseUnknown } from './constraints/known-demand.ts';
import { memory } from './constraints/memory.ts';
import { isBrokenFor } from './constraints/rule-state.ts';
import { balanceFixedRules, firstFixedRefusal, fixedRules, whyNotBalanced } from './constraints/tables.ts';
import { threshold } from './constraints/threshold.ts';
import { contradictions } from './contradictions.ts';
import { roundGain, toPercent } from './explain.ts';
import { Tally } from './figures.ts';
import { neighbourhoods, onlineHosts } from './search/neighbourhoods.ts';
import type { Search } from './search/search.ts';

const allFixedRules = [...fixedRules, ...balanceFixedRules];

interface Outcome {
  leastGain: number; // that each moved VM must bring
  moved: ReadonlySet<number>; // VMs
  stuck: ReadonlySet<number>; // units
}

/**
 * The reason for every host and VM that the plan does not move, and first, without a VM or a host, why the plan ends:
 * balanced, no further worthwhile move, or the limit of moves.
 */
export function balanceRejections(search: Search, after: Tally, outcome: Outcome): Rejection[] {
  const { cluster } = search.placement;
  const gains = furtherGains(search);
  const used = new Set([...outcome.moved].flatMap((vm) => [cluster.homeOf[vm], after.hostOfVm(vm)]));
  const whyNoMore = (gain: number) => limitOrTooSmall(search, outcome, gain);
  return [
    ...whyStopped(search, after, outcome, gains.best),
    ...brokenRules(cluster, after, contradictions(cluster)),
    ...[...cluster.hosts.keys()].flatMap((host) => {
      const refusal =
        whyHostClosed(cluster, after, host) ?? (used.has(host) ? null : whyNoMore(gains.ofHost[host]));
      return refusal ? [{ hostId: cluster.hosts[host].id, ...refusal }] : [];
    }),
    ...[...cluster.vms.keys()].flatMap((vm) => {
      if (outcome.moved.has(vm)) return [];
      const gain = gains.ofUnit[cluster.unitOf[vm]];
      return [{ vmId: cluster.vms[vm].id, ...(whyVmStays(cluster, outcome, vm) ?? whyNoMore(gain)) }];
    }),
  ];
}

/** The contradictions, and each further `must` rule that is broken at the end. */
function brokenRules(cluster: Cluster, after: Tally, found: Rejection[]): Rejection[] {
  const named = new Set(found.flatMap(({ facts }) => [facts.rule, facts.otherRule]));
  const broken = cluster.rules.filter(
    (rule) =>
      rule.isMust &&
      !named.has(rule.name) &&
      rule.members.some((vm) => isBrokenFor(cluster, rule, vm, (other) => after.hostOfVm(other))),
  );
  return [...found, ...broken.map(({ name }): Rejection => refuse('rule-stays-broken', { rule: name }))];
}

interface Gains {
  best: number;
  ofUnit: Float64Array;
  ofHost: Float64Array;
}

/** The gain that one more move could bring for each VM: the best possible, by unit, and by destination. */
function furtherGains(search: Search): Gains {
  const { placement, limits } = search;
  const { cluster } = placement;
  const gains: Gains = {
    best: 0,
    ofUnit: new Float64Array(cluster.units.length),
    ofHost: new Float64Array(cluster.hosts.length),
  };
  const free = search.withLimits({ ...limits, leastGain: 0, maxMoves: Number.POSITIVE_INFINITY });
  const [hosts = new Int32Array()] = neighbourhoods(free);
  for (const [unit, { members }] of cluster.units.entries()) {
    if (placement.isDisplaced(unit)) continue;
    free.eachRelocation(unit, hosts, (to, gainOfAll) => {
      const gain = gainOfAll / members.length;
      gains.ofUnit[unit] = Math.max(gains.ofUnit[unit], gain);
      gains.ofHost[to] = Math.max(gains.ofHost[to], gain);
      gains.best = Math.max(gains.best, gain);
    });
  }
  return gains;
}

function whyStopped(search: Search, after: Tally, outcome: Outcome, best: number): Rejection[] {
  const { cluster } = search.placement;
  const { overloadedHosts } = after.figures();
  const why = limitOrTooSmall(search, outcome, best);
  if (why.code === 'max-moves') return [why];
  if (outcome.moved.size > 0) return [];
  const lacking = overloadedHosts > 0 ? memoryInTheWay(search) : null;
  if (lacking) return [lacking];
  if (overloadedHosts === 0 && (best <= 1e-9 || isEven(search, outcome, spreadOf(cluster, after))))
    return [refuse('balanced', {})];
  return [why];
}

/** The spread of what is made even. */
function spreadOf(cluster: Cluster, after: Tally): number {
  if (cluster.even === null) return after.figures().spread;
  const tally = new Tally(asEvened(cluster));
  for (const vm of cluster.vms.keys()) tally.move(vm, after.hostOfVm(vm));
  return tally.figures().spread;
}

/** How many VMs of overloaded hosts are checked: the reason is reported, not searched for. */
const MAX_TRIED = 200;

/**
 * The minimum memory that is missing for a VM to move from an overloaded host to one that would stay under its
 * thresholds; null: memory does not prevent it.
 */
function memoryInTheWay({ placement, limits }: Search): Refusal | null {
  const { cluster } = placement;
  const loadOf = (host: number) => ({ cpu: placement.cpuLoad(host), memory: placement.memoryLoad(host) });
  const units = [...cluster.hosts.keys()]
    .filter((host) => cluster.isOnline[host] && isOverloaded(loadOf(host), cluster.policy))
    .flatMap((host) => [...placement.residentsOf(host)])
    .filter((unit) => limits.isMovable[unit])
    .slice(0, MAX_TRIED);
  let least: { lacksMiB: number; refusal: Refusal } | null = null;
  for (const unit of units) {
    for (const host of cluster.hosts.keys()) {
      if (!limits.mayReceive[host] || host === placement.hostOf[unit] || threshold(placement, unit, host))
        continue;
      const refusal = memory(placement, unit, host);
      const vm = cluster.units[unit].members[0];
      if (!refusal || firstFixedRefusal(allFixedRules, cluster, vm, host)) continue;
      const lacksMiB = Number(refusal.facts.needsMiB) - Number(refusal.facts.freeMiB);
      if (least === null || lacksMiB < least.lacksMiB) least = { lacksMiB, refusal };
    }
  }
  return least?.refusal ?? null;
}

/** Whether even the best possible exchange would gain too little. */
function isEven(search: Search, { leastGain }: Outcome, spread: number): boolean {
  if (search.placement.cluster.policy.minGain !== null) return spread <= leastGain;
  const hosts = onlineHosts(search);
  const farthest = (loadOf: (host: number) => number) => {
    const loads = [...hosts].map(loadOf);
    return Math.max(0, ...loads) - Math.min(Number.POSITIVE_INFINITY, ...loads);
  };
  const { placement, limits } = search;
  const even = placement.even ?? placement;
  const most = (distance: number) => Math.max(0, distance - limits.gap) ** 2 / 4;
  return (
    most(farthest((host) => even.cpuLoad(host))) + most(farthest((host) => even.memoryLoad(host))) <=
    leastGain
  );
}

/** Why a move with this gain is not made: the plan has no moves left, or the gain is too small. */
function limitOrTooSmall(search: Search, { leastGain }: Outcome, gain: number): Refusal {
  const { maxMoves } = search.placement.cluster.policy;
  const isAtLimit = maxMoves !== null && search.displaced >= search.limits.maxMoves;
  return isAtLimit && gain > leastGain
    ? refuse('max-moves', { maxMoves })
    : refuse('gain-too-small', { gain: roundGain(gain), leastGain });
}

function whyHostClosed(cluster: Cluster, after: Tally, host: number): Refusal | null {
  const closed = hostOnline(cluster, -1, host) ?? knownHostDemand(cluster, -1, host);
  if (closed) return closed;
  const isFullIfUnknown = cluster.hasUnknown[host] && after.cpuLoad(host) >= cluster.cpuCeiling[host];
  if (isFullIfUnknown) return refuseUnknown(cluster, host);
  const { cpuThresholdPercent, memoryThresholdPercent } = cluster.policy;
  const [cpu, memory] = [after.cpuLoad(host), after.memoryLoad(host)];
  const isCpuOver = isOver(cpu, cpuThresholdPercent);
  if (!isCpuOver && !isOver(memory, memoryThresholdPercent)) return null;
  return refuse('over-threshold', {
    resource: isCpuOver ? 'cpu' : 'memory',
    afterPercent: toPercent(isCpuOver ? cpu : memory),
    thresholdPercent: isCpuOver ? cpuThresholdPercent : memoryThresholdPercent,
  });
}

/** What keeps the VM where it is, whatever its move would gain; null: nothing. */
function whyVmStays(cluster: Cluster, outcome: Outcome, vm: number): Refusal | null {
  if (outcome.stuck.has(cluster.unitOf[vm])) {
    return refuse('no-room-on-the-way', { needsMiB: Math.ceil(cluster.heldMiB[vm]) });
  }
  return whyNotBalanced(cluster, vm) ?? whyNowhere(cluster, vm);
}

/** The reason that keeps the VM from every other online host; null if at least one may take it. */
function whyNowhere(cluster: Cluster, vm: number): Refusal | null {
  const refusals: Refusal[] = [];
  for (const host of cluster.hosts.keys()) {
    if (!cluster.isOnline[host] || host === cluster.homeOf[vm]) continue;
    const refusal = firstFixedRefusal(allFixedRules, cluster, vm, host);
    if (refusal === null) return null;
    refusals.push(refusal);
  }
  const first = refusals.at(0);
  const isOneReason = first !== undefined && refusals.every(({ code }) => code === first.code);
  return isOneReason ? first : refuse('no-host-left', { hosts: refusals.length });
}
