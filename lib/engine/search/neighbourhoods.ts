import type { Search } from './search.ts';

/** Pairs of hosts grow with the square of their number, but their gain does not. */
const LARGEST = 64;
const USUAL = 32;

/** Among this many next hosts the one is chosen that brings the mean of a group closest to the total mean. */
const CHOICE = 64;

interface Excess {
  readonly host: number;
  readonly cpu: number; // how far above the mean, in deviations
  readonly memory: number;
}

/**
 * The online hosts in groups that are searched one at a time: the most uneven hosts first, each joined by one that
 * compensates for it, so that every group can approach the total mean on its own.
 */
export function neighbourhoods(search: Search): Int32Array[] {
  const hosts = onlineHosts(search);
  if (hosts.length <= LARGEST) return [hosts];
  const left = excesses(search, hosts).sort((a, b) => unevenness(b) - unevenness(a) || a.host - b.host);
  const groups: Int32Array[] = [];
  while (left.length > 0) groups.push(takeGroup(left));
  return groups;
}

export function onlineHosts({ placement: { cluster } }: Search): Int32Array {
  return Int32Array.from([...cluster.hosts.keys()].filter((host) => cluster.isOnline[host]));
}

const unevenness = ({ cpu, memory }: Excess): number => Math.abs(cpu) + Math.abs(memory);

function takeGroup(left: Excess[]): Int32Array {
  const group: number[] = [];
  let [cpu, memory] = [0, 0];
  while (group.length < USUAL && left.length > 0) {
    const next = group.length % 2 === 0 ? 0 : bestCounterpart(left, cpu, memory);
    const [taken] = left.splice(next, 1);
    group.push(taken.host);
    cpu += taken.cpu;
    memory += taken.memory;
  }
  return Int32Array.from(group).sort();
}

function bestCounterpart(left: readonly Excess[], cpu: number, memory: number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < Math.min(CHOICE, left.length); i++) {
    const candidate = left[i];
    const distance = (cpu + candidate.cpu) ** 2 + (memory + candidate.memory) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

function excesses({ placement }: Search, hosts: Int32Array): Excess[] {
  const loads = placement.even ?? placement;
  const cpu = standardized(hosts, (host) => loads.cpuLoad(host));
  const memory = standardized(hosts, (host) => loads.memoryLoad(host));
  return Array.from(hosts, (host, i) => ({ host, cpu: cpu[i], memory: memory[i] }));
}

function standardized(hosts: Int32Array, loadOf: (host: number) => number): Float64Array {
  const loads = Float64Array.from(hosts, loadOf);
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length;
  const deviation = Math.sqrt(loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / loads.length);
  return loads.map((load) => (load - mean) / Math.max(deviation, 1e-9));
}
