import type { Placement } from '../cluster/placement.ts';
import { keepsPlacedRules, type Permissions } from '../constraints/permissions.ts';
import { brokenAfter } from '../constraints/rule-cost.ts';
import { mayRise, threshold } from '../constraints/threshold.ts';
import type { Search } from './search.ts';

interface Wish {
  readonly unit: number;
  readonly hosts: Int32Array;
  readonly repairs: (to: number) => boolean; // asked when the other one has left
  readonly steps: number; // the number of pairs of a host and a leaving unit that may be evaluated
}

interface Exchange {
  readonly to: number;
  readonly other: number;
  readonly otherTo: number;
  readonly needsParking: boolean; // neither can move first, so that one would have to wait on a third host
  readonly value: number; // of the measure afterwards
}

/**
 * Moves a unit to a host after another unit has left it, for a third host or for the host of the first unit. Of all
 * such pairs it prefers one without a detour, then the one with the smallest measure. Returns the other unit; -1 and
 * no change if there is none.
 */
export function moveByMakingRoom(search: Search, permissions: Permissions, wish: Wish): number {
  let best: Exchange | null = null;
  for (const exchange of exchanges(search, permissions, wish)) {
    if (best === null || isBetter(exchange, best)) best = exchange;
  }
  if (best === null) return -1;
  search.shift(best.other, best.otherTo);
  search.shift(wish.unit, best.to);
  return best.other;
}

function* exchanges(search: Search, permissions: Permissions, wish: Wish): Generator<Exchange> {
  const { placement, limits } = search;
  const { unit, hosts } = wish;
  const from = placement.hostOf[unit];
  const row = permissions.rowFor(unit);
  const mayTake = (to: number) => to !== from && limits.mayReceive[to] && row[to];
  let steps = 0;
  for (const to of hosts.filter((host) => mayTake(host) && search.convergesTo(unit, host))) {
    for (const other of [...placement.residentsOf(to)]) {
      for (const otherTo of hosts) {
        if (steps++ >= wish.steps) return;
        if (!mayLeave(search, permissions, { unit, other, to, otherTo })) continue;
        const value = valueAfter(search, wish, { to, other, otherTo });
        if (value === Number.POSITIVE_INFINITY) continue;
        const needsParking = otherTo === from && !mayGoFirst(placement, other, from);
        yield { to, other, otherTo, needsParking, value };
      }
    }
  }
}

const isBetter = (a: Exchange, b: Exchange): boolean =>
  a.needsParking === b.needsParking ? a.value < b.value - 1e-12 : b.needsParking;

const mayGoFirst = (placement: Placement, unit: number, to: number): boolean =>
  placement.unitHeldMiB[unit] <= freeAt(placement, to) && threshold(placement, unit, to) === null;

/** Whether the other unit may move there, and frees enough memory. */
function mayLeave(
  search: Search,
  permissions: Permissions,
  { unit, other, to, otherTo }: { unit: number; other: number; to: number; otherTo: number },
): boolean {
  const { placement, limits } = search;
  const { unitHeldMiB, hostOf } = placement;
  const extra = search.costs.extraMoves(unit, to) + search.costs.extraMoves(other, otherTo);
  if (otherTo === to || !limits.isMovable[other] || !limits.mayReceive[otherTo] || extra > search.movesLeft)
    return false;
  if (!permissions.rowFor(other)[otherTo] || !search.convergesTo(other, otherTo)) return false;
  const leaves = hostOf[unit] === otherTo ? unitHeldMiB[unit] : 0;
  const isFitting =
    unitHeldMiB[unit] <= freeAt(placement, to) + unitHeldMiB[other] &&
    unitHeldMiB[other] <= freeAt(placement, otherTo) + leaves;
  return (
    isFitting &&
    keepsPlacedRules(placement, other, otherTo) &&
    brokenAfter(placement, other, otherTo, 'must') <= 0
  );
}

const freeAt = (placement: Placement, host: number): number =>
  placement.cluster.memoryLimit[host] - placement.heldMiB[host];

/**
 * The measure once both have moved; infinite if that repairs nothing, breaks a rule or overloads a host. Changes
 * nothing.
 */
function valueAfter(
  search: Search,
  { unit, repairs }: Wish,
  { to, other, otherTo }: { to: number; other: number; otherTo: number },
): number {
  const { placement, measure } = search;
  const from = placement.hostOf[unit];
  const hosts = [to, otherTo];
  const before = hosts.map((host) => loadsOf(placement, host));
  search.shift(other, otherTo);
  let value = Number.POSITIVE_INFINITY;
  if (keepsPlacedRules(placement, unit, to) && repairs(to)) {
    search.shift(unit, to);
    if (hosts.every((host, i) => mayRiseFrom(before[i], placement, host))) value = measure.value;
    search.shift(unit, from);
  }
  search.shift(other, to);
  return value;
}

interface Loads {
  readonly cpu: number;
  readonly memory: number;
}

const loadsOf = (placement: Placement, host: number): Loads => ({
  cpu: placement.cpuLoad(host),
  memory: placement.memoryLoad(host),
});

/** Balancing pushes no host over a threshold, not even to repair a rule. */
function mayRiseFrom(before: Loads, placement: Placement, host: number): boolean {
  const { cpuCeiling, memoryCeiling } = placement.cluster;
  const now = loadsOf(placement, host);
  return (
    mayRise(cpuCeiling[host], before.cpu, now.cpu) && mayRise(memoryCeiling[host], before.memory, now.memory)
  );
}
