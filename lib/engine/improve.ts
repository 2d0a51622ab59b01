import { RelocationTable } from './relocation-table.ts';
import type { Search } from './search.ts';
import { type Step, worth } from './step.ts';

/** Host lists beyond this are cut to the most uneven hosts: pairs grow with the square, gains do not. */
const HOSTS_LOOKED_AT = 64;

/**
 * Takes steps until none brings what it must, or the budget of steps is spent: single moves best first, then exchanges of
 * two VMs (single moves stall where CPU and memory load run against each other), then a planned move given up for a better.
 */
export function improve(search: Search, among?: Int32Array): void {
  let isBetter = true;
  while (isBetter && !search.isSpent) {
    const hosts = among ?? mostUnevenHosts(search);
    isBetter = relocate(search, hosts);
    isBetter = swap(search, hosts) || isBetter;
    if (!isBetter) isBetter = replaceMoves(search, hosts);
  }
}

const roomOf = (search: Search): number => search.limits.maxMoves - search.displaced;

function relocate(search: Search, hosts: Int32Array): boolean {
  const table = new RelocationTable(search, hosts);
  let isBetter = false;
  for (let step = table.next(roomOf(search)); step !== null; step = table.next(roomOf(search))) {
    const from = search.placement.hostOf[step.unit] as number;
    search.apply(step);
    table.refreshAfter(from, step.to, roomOf(search));
    isBetter = true;
    if (search.isSpent) break;
  }
  return isBetter;
}

/** One sweep over all pairs of hosts: the best exchanges first, each pair's hosts used once. */
function swap(search: Search, hosts: Int32Array): boolean {
  const found: { a: number; b: number; step: Step }[] = [];
  for (let i = 0; i < hosts.length && !search.isSpent; i++) {
    for (let j = i + 1; j < hosts.length; j++) {
      const [a, b] = [hosts[i] as number, hosts[j] as number];
      const step = search.bestSwap(a, b, roomOf(search));
      if (step) found.push({ a, b, step });
    }
  }
  found.sort((x, y) => worth(y.step) - worth(x.step) || x.a - y.a || x.b - y.b);
  const used = new Set<number>();
  for (const { a, b } of found) {
    if (used.has(a) || used.has(b)) continue;
    const step = search.bestSwap(a, b, roomOf(search));
    if (step === null) continue;
    search.apply(step);
    used.add(a).add(b);
  }
  return used.size > 0;
}

/** For each moved unit: would the plan be better if it stayed at home and another one moved instead? */
function replaceMoves(search: Search, hosts: Int32Array): boolean {
  const { placement } = search;
  let isBetter = false;
  for (const unit of placement.cluster.units.keys()) {
    if (search.isSpent) break;
    if (!placement.isDisplaced(unit) || !search.limits.isMovable[unit]) continue;
    const [away, home] = [placement.hostOf[unit] as number, placement.cluster.units[unit]?.home ?? -1];
    const price = search.gainOfReturning(unit);
    if (price === Number.NEGATIVE_INFINITY) continue;
    search.shift(unit, home);
    const best = bestOfAll(search, hosts, unit);
    if (best !== null && best.gain + price > 1e-6) {
      search.apply(best);
      isBetter = true;
    } else {
      search.shift(unit, away);
    }
  }
  return isBetter;
}

function bestOfAll(search: Search, hosts: Int32Array, except: number): Step | null {
  let best: Step | null = null;
  for (const host of hosts) {
    for (const unit of search.placement.residentsOf(host)) {
      if (unit === except) continue;
      const step = search.bestRelocation(unit, hosts, roomOf(search));
      if (step && (best === null || step.gain > best.gain)) best = step;
    }
  }
  return best;
}

/** All hosts of a small cluster; of a large one those whose loads differ most from the mean, in either resource. */
export function mostUnevenHosts(search: Search): Int32Array {
  const { placement } = search;
  const { cluster } = placement;
  const hosts = [...cluster.hosts.keys()].filter((host) => cluster.isOnline[host]);
  if (hosts.length <= HOSTS_LOOKED_AT) return Int32Array.from(hosts);
  const mean = (loadOf: (host: number) => number) =>
    hosts.reduce((sum, host) => sum + loadOf(host), 0) / hosts.length;
  const cpuMean = mean((host) => placement.cpuLoad(host));
  const memoryMean = mean((host) => placement.memoryLoad(host));
  const unevenness = Float64Array.from(
    cluster.hosts,
    (_, host) =>
      Math.abs(placement.cpuLoad(host) - cpuMean) + Math.abs(placement.memoryLoad(host) - memoryMean),
  );
  hosts.sort((a, b) => (unevenness[b] as number) - (unevenness[a] as number) || a - b);
  return Int32Array.from(hosts.slice(0, HOSTS_LOOKED_AT));
}
