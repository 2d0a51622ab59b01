import type { Cluster } from '../cluster/cluster.ts';
import { type Comparison, fillWaves, type Group, groupInTurn, type Priority } from './fill-waves.ts';
import type { Transfer } from './may-start.ts';
import type { OrderedMove } from './ordered-move.ts';
import { findSafeOrder, type OrderOptions } from './safe-order.ts';
import { Transit } from './transit.ts';
import { moveTime, secondsOfWaves } from './wave-time.ts';

export interface OrderedWaves {
  readonly moves: OrderedMove[];
  readonly stuck: number[]; // VMs without a safe moment for their transfer
}

/** States that the search for a sequence may visit if filling waves fails. */
const ORDER_BUDGET = 2_000;

/** Above this size (VMs x transfers) one state takes long, so fewer states are searched. */
const USUAL_STATE = 100_000;

/** With more transfers than this only priorities that are the same in every wave are tried. */
const MAX_RESORTED_TRANSFERS = 600;

/** A later priority is used only if it saves more than this share of the time. */
const WORTH_MORE = 0.99;

/**
 * Orders transfers in waves, each as full as possible. At every moment, whichever moves have ended, memory counted on
 * both hosts fits, rules hold, no host has more than the allowed moves at the same time, and (for balancing) no host
 * exceeds a threshold. Of several orders it takes the fastest. If transfers wait for each other in a cycle, VMs are
 * parked on third hosts. The rest is returned as stuck.
 */
export function orderWaves(
  cluster: Cluster,
  transfers: readonly Transfer[],
  options: Pick<OrderOptions, 'keepsThresholds' | 'mayPark'> & Partial<OrderOptions>,
): OrderedWaves {
  const { keepsThresholds } = options;
  const groups = bundle(cluster, transfers);
  let best: { moves: OrderedMove[]; seconds: number } | null = null;
  let stuck: OrderedWaves = { moves: [], stuck: [] };
  for (const priority of priorities(cluster, transfers)) {
    const { moves, waiting } = fillWaves(new Transit(cluster), groups, { keepsThresholds, priority });
    if (waiting.length > 0) {
      if (stuck.stuck.length === 0) stuck = { moves, stuck: waiting.flat().map(({ vm }) => vm) };
      continue;
    }
    const seconds = secondsOfWaves(cluster, moves);
    if (best === null || seconds < best.seconds * WORTH_MORE) best = { moves, seconds };
  }
  if (best !== null) return { moves: best.moves, stuck: [] };
  const size = Math.max(1, (cluster.vms.length * transfers.length) / USUAL_STATE);
  const budget = Math.floor(ORDER_BUDGET / size);
  const steps = findSafeOrder(
    cluster,
    groups,
    { mayStepAside: () => false, mayParkAgain: true, ...options },
    budget,
  );
  if (steps === null) return stuck;
  return { moves: groupInTurn(new Transit(cluster), steps, keepsThresholds), stuck: [] };
}

/**
 * What has priority: leaving the most loaded hosts; hosts with most moves left; hosts that others wait for; the
 * longest moves.
 */
function priorities(cluster: Cluster, transfers: readonly Transfer[]): Priority[] {
  const times = new Map(
    transfers.map(({ vm, to }) => [vm, moveTime(cluster, vm, cluster.homeOf[vm], to).seconds]),
  );
  const secondsOf = (group: Group) => group.reduce((most, { vm }) => Math.max(most, times.get(vm) ?? 0), 0);
  const first = (group: Group) => group[0].vm;
  const longestFirst: Comparison = (a, b) => secondsOf(b) - secondsOf(a) || first(a) - first(b);
  const begun = new Transit(cluster);
  const pressure = (group: Group) => {
    const host = cluster.homeOf[first(group)];
    return Math.max(begun.cpuLoad(host), begun.memoryLoad(host));
  };
  const steady: Priority[] = [
    { always: (a, b) => pressure(b) - pressure(a) || longestFirst(a, b) },
    { always: longestFirst },
  ];
  if (transfers.length > MAX_RESORTED_TRANSFERS) return steady;
  const busiestFirst = (transit: Transit, waiting: readonly Group[]): Comparison => {
    const left = new Float64Array(cluster.hosts.length);
    const ends = (group: Group) => group.flatMap(({ vm, to }) => [transit.hostOf(vm), to]);
    for (const group of waiting) {
      for (const host of ends(group)) left[host] += secondsOf(group);
    }
    const work = new Map(waiting.map((group) => [group, Math.max(...ends(group).map((host) => left[host]))]));
    return (a, b) => (work.get(b) ?? 0) - (work.get(a) ?? 0) || longestFirst(a, b);
  };
  const mostAwaitedFirst = (transit: Transit, waiting: readonly Group[]): Comparison => {
    const incoming = new Float64Array(cluster.hosts.length);
    for (const { vm, to } of waiting.flat()) incoming[to] += times.get(vm) ?? 0;
    const awaited = (group: Group) => incoming[transit.hostOf(first(group))];
    return (a, b) => awaited(b) - awaited(a) || longestFirst(a, b);
  };
  const [mostLoadedFirst, ...others] = steady;
  const resorted: Priority[] = [{ inWave: busiestFirst }, { inWave: mostAwaitedFirst }];
  return [mostLoadedFirst, ...resorted, ...others];
}

/** VMs that must stay together start in one wave, as far as the limit of simultaneous moves allows. */
function bundle(cluster: Cluster, transfers: readonly Transfer[]): Group[] {
  const limit = cluster.policy.movesPerHost;
  const groups = new Map<number, Transfer[]>();
  for (const transfer of transfers) {
    const key = cluster.togetherOf[transfer.vm];
    const group = groups.get(key);
    if (group) group.push(transfer);
    else groups.set(key, [transfer]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length <= limit ? [group] : group.map((transfer) => [transfer]),
  );
}
