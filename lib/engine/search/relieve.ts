import { isOverloaded, overBy } from '../../model/overload.ts';
import type { Permissions } from '../constraints/permissions.ts';
import { moveByMakingRoom } from './make-room.ts';
import type { Search } from './search.ts';

/** Sets of up to three units are tried, from those that relieve the host most, the cheapest first. */
const LARGEST_SET = 3;
const MAX_CANDIDATES = 24;
const MAX_SETS_TRIED = 200;

/** Only the hosts with the most free memory are tried; if they cannot take a set, fuller ones seldom can. */
const MAX_TARGETS = 64;

/** Hosts that cannot be relieved directly, and the step budget for an exchange of each of their units. */
const MAX_HOSTS_FREED_BY_EXCHANGE = 8;
const EXCHANGE_STEPS = 5_000;

interface Departure {
  readonly units: readonly number[];
  readonly seconds: number; // that copying them takes
}

type Order = (a: Departure, b: Departure) => number;

const lightest: Order = (a, b) => a.seconds - b.seconds || a.units.length - b.units.length;
const fewest: Order = (a, b) => a.units.length - b.units.length || a.seconds - b.seconds;

/**
 * Brings hosts under their thresholds. For each overloaded host, the worst first, it moves the set of units with the
 * least data to copy whose leaving is enough, and which other hosts can take without exceeding a threshold. If the
 * limit of moves leaves hosts overloaded, fewer and larger units are tried too, and kept if they relieve more hosts.
 * If no host can take a unit, another one makes room first. Returns the units that did, with the units that benefit.
 */
export function relieve(
  search: Search,
  permissions: Permissions,
  seconds: Float64Array,
  hosts: Int32Array,
): ReadonlyMap<number, number> {
  relieveDirectly(search, seconds, hosts);
  const madeRoomFor = new Map<number, number>();
  for (const host of overloadedHosts(search, hosts).slice(0, MAX_HOSTS_FREED_BY_EXCHANGE)) {
    if (search.movesLeft < 2 || search.isSpent) break;
    const targets = emptiest(search, hosts, host);
    for (const { units } of departures(search, host, seconds).sort(lightest)) {
      const [unit = -1] = units;
      if (units.length > 1) continue;
      const wish = { unit, hosts: targets, repairs: () => true, steps: EXCHANGE_STEPS };
      const other = moveByMakingRoom(search, permissions, wish);
      if (other < 0) continue;
      madeRoomFor.set(other, unit);
      break;
    }
  }
  return madeRoomFor;
}

function relieveDirectly(search: Search, seconds: Float64Array, hosts: Int32Array): void {
  const begin = Int32Array.from(search.placement.hostOf);
  relieveAll(search, seconds, hosts, lightest);
  const left = overloadedHosts(search, hosts).length;
  if (left === 0 || search.movesLeft > LARGEST_SET) return;
  const light = Int32Array.from(search.placement.hostOf);
  goTo(search, begin);
  relieveAll(search, seconds, hosts, fewest);
  if (overloadedHosts(search, hosts).length >= left) goTo(search, light);
}

/** Whether the host that a unit left would be overloaded with it. */
export function isStillRelief({ placement }: Search, unit: number): boolean {
  const home = placement.cluster.units[unit].home;
  const load = { cpu: placement.cpuLoadWith(unit, home), memory: placement.memoryLoadWith(unit, home) };
  return isOverloaded(load, placement.cluster.policy);
}

function goTo(search: Search, hostOf: Int32Array): void {
  for (let unit = 0; unit < hostOf.length; unit++) search.shift(unit, hostOf[unit]);
}

function relieveAll(search: Search, seconds: Float64Array, hosts: Int32Array, order: Order): void {
  for (const host of overloadedHosts(search, hosts)) {
    if (search.movesLeft <= 0 || search.isSpent) return;
    const targets = emptiest(search, hosts, host);
    const sets = departures(search, host, seconds).sort(order);
    sets.slice(0, MAX_SETS_TRIED).some(({ units }) => sendAway(search, units, targets));
  }
}

function excess(search: Search, host: number): { cpu: number; memory: number } {
  const { placement } = search;
  const { cpuThresholdPercent, memoryThresholdPercent } = placement.cluster.policy;
  return {
    cpu: overBy(placement.cpuLoad(host), cpuThresholdPercent),
    memory: overBy(placement.memoryLoad(host), memoryThresholdPercent),
  };
}

/** How close the host is to its nearer threshold; above 0: beyond it. */
function worst(search: Search, host: number): number {
  const { cpu, memory } = excess(search, host);
  return Math.max(cpu, memory);
}

function overloadedHosts(search: Search, hosts: Int32Array): Int32Array {
  return hosts
    .filter((host) => worst(search, host) > 0)
    .sort((a, b) => worst(search, b) - worst(search, a) || a - b);
}

function emptiest(search: Search, hosts: Int32Array, except: number): Int32Array {
  const others = hosts.filter((host) => host !== except && search.limits.mayReceive[host]);
  if (others.length <= MAX_TARGETS) return others;
  const fullness = search.placement.cluster.hosts.map((_, host) => worst(search, host));
  return others.sort((a, b) => fullness[a] - fullness[b] || a - b).slice(0, MAX_TARGETS);
}

/** Sets of the host's units whose leaving ends the overload; no unit of a set could stay. */
function departures(search: Search, host: number, seconds: Float64Array): Departure[] {
  const { placement, limits } = search;
  const over = excess(search, host);
  const needCpu = Math.max(0, over.cpu) * placement.cluster.cpuCapacity[host];
  const needMemory = Math.max(0, over.memory) * placement.cluster.memoryCapacity[host];
  const reliefOf = (unit: number) =>
    (needCpu > 0 ? placement.unitCpuMhz[unit] / needCpu : 0) +
    (needMemory > 0 ? placement.unitMemoryMiB[unit] / needMemory : 0);
  const candidates = placement
    .residentsOf(host)
    .filter((unit) => limits.isMovable[unit] && reliefOf(unit) > 0)
    .sort((a, b) => reliefOf(b) - reliefOf(a) || a - b)
    .slice(0, MAX_CANDIDATES);
  const found: Departure[] = [];
  const extend = (
    start: number,
    units: readonly number[],
    cpu: number,
    memory: number,
    sum: number,
  ): void => {
    if (units.length > 0 && cpu >= needCpu && memory >= needMemory) {
      found.push({ units, seconds: sum });
      return;
    }
    if (units.length === Math.min(LARGEST_SET, search.movesLeft)) return;
    for (let i = start; i < candidates.length; i++) {
      const unit = candidates[i];
      extend(
        i + 1,
        [...units, unit],
        cpu + placement.unitCpuMhz[unit],
        memory + placement.unitMemoryMiB[unit],
        sum + seconds[unit],
      );
    }
  };
  extend(0, [], 0, 0, 0);
  return found;
}

/** Moves all of them, each to its best host, or none. */
function sendAway(search: Search, units: readonly number[], targets: Int32Array): boolean {
  const { placement } = search;
  const origins = units.map((unit) => placement.hostOf[unit]);
  for (const [i, unit] of units.entries()) {
    const step = search.bestRelocation(unit, targets, search.movesLeft);
    if (step === null) {
      for (const [j, moved] of units.slice(0, i).entries()) search.shift(moved, origins[j]);
      return false;
    }
    search.apply(step);
  }
  return true;
}
