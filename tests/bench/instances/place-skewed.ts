import { type HostInput, type Need, sum } from './cluster-input.ts';
import type { Random } from './random.ts';

const LEVELS = 24;
const TRIES_PER_LEVEL = 3;

/**
 * Assigns the demands to random hosts, some of which are chosen much more often than others, so that the spread of
 * the loads approaches `spread`. Memory always fits. Returns the demands of each host.
 */
export function placeSkewed(
  random: Random,
  { hosts, needs, spread }: { hosts: readonly HostInput[]; needs: readonly Need[]; spread: number },
): Need[][] {
  let best: { off: number; placed: Need[][] } | null = null;
  for (let level = 1; level <= LEVELS; level++) {
    for (let attempt = 0; attempt < TRIES_PER_LEVEL; attempt++) {
      const placed = placeOnce(random, hosts, needs, level / 8);
      if (placed === null) continue;
      const off = Math.abs(spreadOf(hosts, placed) - spread);
      if (best === null || off < best.off) best = { off, placed };
    }
  }
  if (best === null) throw new RangeError('the VMs do not fit on the hosts');
  return best.placed;
}

/** Places the largest first and drops hosts that are full. Null if a VM fits nowhere. */
function placeOnce(
  random: Random,
  hosts: readonly HostInput[],
  needs: readonly Need[],
  skew: number,
): Need[][] | null {
  const placed: Need[][] = hosts.map(() => []);
  const free = hosts.map((host) => host.memoryMiB - (host.reserve?.memoryMiB ?? 0));
  const weights = hosts.map((host) => host.cpuMhz * Math.exp(skew * random.normal()));
  const limits = runningSums(weights);
  for (const need of random.shuffle(needs)) {
    const host = chooseHost(random, limits, free, need.memoryMiB);
    if (host === null) return null;
    placed[host]?.push(need);
    free[host] = (free[host] ?? 0) - need.memoryMiB;
  }
  return placed;
}

function chooseHost(
  random: Random,
  limits: readonly number[],
  free: readonly number[],
  memoryMiB: number,
): number | null {
  for (let attempt = 0; attempt < 12; attempt++) {
    const host = findLimit(limits, random.next() * (limits.at(-1) ?? 0));
    if ((free[host] ?? 0) >= memoryMiB) return host;
  }
  const spacious = free.flatMap((freeMiB, host) => (freeMiB >= memoryMiB ? [host] : []));
  return spacious.length === 0 ? null : random.pick(spacious);
}

function runningSums(weights: readonly number[]): number[] {
  let total = 0;
  return weights.map((weight) => {
    total += weight;
    return total;
  });
}

/** The first index whose running sum is above the value. */
function findLimit(limits: readonly number[], value: number): number {
  let low = 0;
  let high = limits.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((limits[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function spreadOf(hosts: readonly HostInput[], placed: readonly (readonly Need[])[]): number {
  const loads = (used: (need: Need) => number, size: (host: HostInput) => number) =>
    hosts.map((host, h) => sum((placed[h] ?? []).map(used)) / size(host));
  return (
    deviation(
      loads(
        (need) => need.cpuMhz,
        (host) => host.cpuMhz - (host.reserve?.cpuMhz ?? 0),
      ),
    ) +
    deviation(
      loads(
        (need) => need.memoryMiB,
        (host) => host.memoryMiB - (host.reserve?.memoryMiB ?? 0),
      ),
    )
  );
}

function deviation(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  return Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / values.length);
}
