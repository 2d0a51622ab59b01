import type { Cluster } from './cluster.ts';
import { firstFixedRefusal, fixedRules } from './constraints/tables.ts';
import { mayRise } from './constraints/threshold.ts';
import { Transit } from './transit.ts';

/** One VM to be moved, without a time yet. */
export interface Transfer {
  readonly vm: number;
  readonly to: number;
}

/** A transfer with its place in the order. `forVm` is set when it only makes room, and names the VM that gets it. */
export interface OrderedMove {
  readonly vm: number;
  readonly from: number;
  readonly to: number;
  readonly wave: number;
  readonly forVm: number | null;
}

export interface OrderedWaves {
  readonly moves: OrderedMove[];
  readonly stuck: number[]; // VMs for whose transfer no safe moment was found
}

/**
 * Orders transfers in waves, each as full as it can be, so that at every moment, whichever moves have ended, memory counted on
 * both hosts fits, rules hold, no host has more than the allowed moves at once, and (balancing) no host rises over a threshold.
 * Where transfers wait for each other in a circle, one VM is parked on a third host. What remains is returned as stuck.
 */
export function orderWaves(
  cluster: Cluster,
  transfers: readonly Transfer[],
  options: { keepsThresholds: boolean; mayPark: (vm: number, host: number) => boolean },
): OrderedWaves {
  const transit = new Transit(cluster);
  const moves: OrderedMove[] = [];
  const parked = new Set<number>();
  let waiting = bundle(cluster, byUrgency(cluster, transit, transfers));
  for (let wave = 1; waiting.length > 0; wave++) {
    const started = startWave(transit, waiting, wave, options.keepsThresholds);
    if (started.moves.length === 0) {
      const parking = findParking(transit, waiting, parked, options);
      if (parking !== null) {
        parked.add(parking.vm);
        moves.push({ ...parking, from: transit.hostOf(parking.vm), wave });
        transit.start(parking.vm, parking.to);
      } else if (waiting.some((group) => group.length > 1)) {
        waiting = waiting.flatMap((group) => group.map((transfer) => [transfer]));
        wave--;
        continue;
      } else break;
    }
    moves.push(...started.moves);
    waiting = started.waiting;
    transit.endWave();
  }
  return { moves, stuck: waiting.flat().map(({ vm }) => vm) };
}

/** Out of the most loaded hosts first, the most memory first (it takes longest), then by id. */
function byUrgency(cluster: Cluster, transit: Transit, transfers: readonly Transfer[]): Transfer[] {
  const pressure = (vm: number) => {
    const host = transit.hostOf(vm);
    return Math.max(transit.cpuLoad(host), transit.memoryLoad(host));
  };
  return [...transfers].sort(
    (a, b) =>
      pressure(b.vm) - pressure(a.vm) ||
      (cluster.heldMiB[b.vm] as number) - (cluster.heldMiB[a.vm] as number) ||
      a.vm - b.vm,
  );
}

/** VMs that must stay together start in one wave, as far as the limit of moves at once lets them. */
function bundle(cluster: Cluster, transfers: readonly Transfer[]): Transfer[][] {
  const limit = cluster.policy.simultaneousMovesPerHost;
  const groups = new Map<number, Transfer[]>();
  for (const transfer of transfers) {
    const key = cluster.togetherOf[transfer.vm] as number;
    const group = groups.get(key);
    if (group) group.push(transfer);
    else groups.set(key, [transfer]);
  }
  return [...groups.values()].flatMap((group) =>
    group.length <= limit ? [group] : group.map((transfer) => [transfer]),
  );
}

function startWave(
  transit: Transit,
  waiting: readonly Transfer[][],
  wave: number,
  keepsThresholds: boolean,
): { moves: OrderedMove[]; waiting: Transfer[][] } {
  const moves: OrderedMove[] = [];
  const later: Transfer[][] = [];
  for (const group of waiting) {
    const begun: OrderedMove[] = [];
    for (const { vm, to } of group) {
      if (!mayStart(transit, vm, to, keepsThresholds)) break;
      begun.push({ vm, from: transit.hostOf(vm), to, wave, forVm: null });
      transit.start(vm, to);
    }
    if (begun.length === group.length) moves.push(...begun);
    else {
      for (const { vm } of begun.reverse()) transit.takeBack(vm);
      later.push(group);
    }
  }
  return { moves, waiting: later };
}

function mayStart(transit: Transit, vm: number, to: number, keepsThresholds: boolean): boolean {
  return (
    transit.hasRoom(vm, to) && transit.keepsRules(vm, to) && (!keepsThresholds || staysBelow(transit, vm, to))
  );
}

/** No host rises over a threshold, even if every move of the wave into it ends before any out of it. */
function staysBelow(transit: Transit, vm: number, to: number): boolean {
  const { cluster } = transit;
  const { cpuPercent, memoryPercent } = cluster.policy.thresholds;
  const from = transit.hostOf(vm);
  const cpu = transit.cpuLoad(to) + (cluster.cpuMhz[vm] as number) / (cluster.cpuCapacity[to] as number);
  const memory =
    transit.memoryLoad(to) + (cluster.memoryMiB[vm] as number) / (cluster.memoryCapacity[to] as number);
  return (
    mayRise(cluster, transit.cpuLoad(to), cpu, cpuPercent / 100, transit.cpuLoad(from)) &&
    mayRise(cluster, transit.memoryLoad(to), memory, memoryPercent / 100, transit.memoryLoad(from))
  );
}

/** A waiting VM, the smallest first, and a third host for it, such that another waiting one can start once it is away. */
function findParking(
  transit: Transit,
  waiting: readonly Transfer[][],
  parked: ReadonlySet<number>,
  options: { keepsThresholds: boolean; mayPark: (vm: number, host: number) => boolean },
): { vm: number; to: number; forVm: number } | null {
  const { cluster } = transit;
  const singles = waiting.flatMap((group) => (group.length === 1 ? group : []));
  const candidates = singles
    .filter(({ vm }) => !parked.has(vm))
    .sort((a, b) => (cluster.heldMiB[a.vm] as number) - (cluster.heldMiB[b.vm] as number) || a.vm - b.vm);
  for (const { vm, to } of candidates) {
    const from = transit.hostOf(vm);
    for (const host of cluster.hosts.keys()) {
      if (host === from || host === to || !options.mayPark(vm, host)) continue;
      if (firstFixedRefusal(fixedRules, cluster, vm, host) !== null) continue;
      if (!mayStart(transit, vm, host, options.keepsThresholds)) continue;
      const forVm = firstHelped(transit, singles, vm, host, options.keepsThresholds);
      if (forVm !== null) return { vm, to: host, forVm };
    }
  }
  return null;
}

function firstHelped(
  transit: Transit,
  singles: readonly Transfer[],
  vm: number,
  host: number,
  keepsThresholds: boolean,
): number | null {
  const from = transit.hostOf(vm);
  const after = transit.copy();
  after.start(vm, host);
  after.endWave();
  const helped = singles.find(
    (other) => other.vm !== vm && other.to === from && mayStart(after, other.vm, other.to, keepsThresholds),
  );
  return helped?.vm ?? null;
}
