import type { Search } from './search.ts';

/** Sets of up to three units are tried, from the 40 that ease the host most, in order of the memory that they would move. */
const LARGEST_SET = 3;
const MOST_CANDIDATES = 40;
const MOST_TRIES = 400;

interface Departure {
  units: number[];
  memoryMiB: number; // that would be copied
}

/**
 * Brings hosts under their thresholds with as little moved memory as can be: for each overloaded host, the worst first, the
 * lightest set of units whose leaving is enough and which other hosts can take without coming over a threshold themselves.
 */
export function relieve(search: Search, copiedMiB: Float64Array, hosts: Int32Array): void {
  for (const host of overloadedHosts(search, hosts)) {
    for (const { units } of departures(search, host, copiedMiB).slice(0, MOST_TRIES)) {
      if (sendAway(search, units, hosts)) break;
    }
  }
}

/** Whether the host that a unit left would be overloaded with it. */
export function isStillRelief({ placement }: Search, unit: number): boolean {
  const home = placement.cluster.units[unit]?.home ?? -1;
  const { cpuPercent, memoryPercent } = placement.cluster.policy.thresholds;
  return (
    placement.cpuLoadWith(unit, home) > cpuPercent / 100 ||
    placement.memoryLoadWith(unit, home) > memoryPercent / 100
  );
}

function excess(search: Search, host: number): { cpu: number; memory: number } {
  const { placement } = search;
  const { cpuPercent, memoryPercent } = placement.cluster.policy.thresholds;
  return {
    cpu: placement.cpuLoad(host) - cpuPercent / 100,
    memory: placement.memoryLoad(host) - memoryPercent / 100,
  };
}

function overloadedHosts(search: Search, hosts: Int32Array): number[] {
  const worst = (host: number) => {
    const { cpu, memory } = excess(search, host);
    return Math.max(cpu, memory);
  };
  return [...hosts].filter((host) => worst(host) > 0).sort((a, b) => worst(b) - worst(a) || a - b);
}

/** Sets of the host's units whose leaving ends the overload, the least memory first, then the fewest units. */
function departures(search: Search, host: number, copiedMiB: Float64Array): Departure[] {
  const { placement, limits } = search;
  const over = excess(search, host);
  const needCpu = Math.max(0, over.cpu) * (placement.cluster.cpuCapacity[host] as number);
  const needMemory = Math.max(0, over.memory) * (placement.cluster.memoryCapacity[host] as number);
  const reliefOf = (unit: number) =>
    (needCpu > 0 ? (placement.unitCpuMhz[unit] as number) / needCpu : 0) +
    (needMemory > 0 ? (placement.unitMemoryMiB[unit] as number) / needMemory : 0);
  const candidates = placement
    .residentsOf(host)
    .filter((unit) => limits.isMovable[unit] && reliefOf(unit) > 0)
    .sort((a, b) => reliefOf(b) - reliefOf(a) || a - b)
    .slice(0, MOST_CANDIDATES);
  const found: Departure[] = [];
  const extend = (start: number, units: number[], cpu: number, memory: number, memoryMiB: number): void => {
    if (units.length > 0 && cpu >= needCpu && memory >= needMemory) {
      found.push({ units, memoryMiB });
      return;
    }
    if (units.length === LARGEST_SET) return;
    for (let i = start; i < candidates.length; i++) {
      const unit = candidates[i] as number;
      extend(
        i + 1,
        [...units, unit],
        cpu + (placement.unitCpuMhz[unit] as number),
        memory + (placement.unitMemoryMiB[unit] as number),
        memoryMiB + (copiedMiB[unit] as number),
      );
    }
  };
  extend(0, [], 0, 0, 0);
  return found.sort((a, b) => a.memoryMiB - b.memoryMiB || a.units.length - b.units.length);
}

/** Moves all of them, each to its best host, or none. */
function sendAway(search: Search, units: readonly number[], hosts: Int32Array): boolean {
  const { placement, limits } = search;
  const origins = units.map((unit) => placement.hostOf[unit] as number);
  for (const [i, unit] of units.entries()) {
    const step = search.bestRelocation(unit, hosts, limits.maxMoves - search.displaced);
    if (step === null) {
      for (const [j, moved] of units.slice(0, i).entries()) search.shift(moved, origins[j] as number);
      return false;
    }
    search.apply(step);
  }
  return true;
}
