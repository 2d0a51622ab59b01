import type { CompiledRule } from '../cluster/rules.ts';
import type { Permissions } from '../constraints/permissions.ts';
import { mayGo } from '../constraints/permissions.ts';
import { brokenAfter } from '../constraints/rule-cost.ts';
import { threshold } from '../constraints/threshold.ts';
import { moveByMakingRoom } from './make-room.ts';
import type { Search } from './search.ts';

/** For each unit that breaks a rule. Where there are many hosts, one of them has enough free memory anyway. */
const EXCHANGE_STEPS = 100_000;

/**
 * Repairs broken `must` rules with as few moves as it can. First separated VMs are gathered on one host. Then the
 * unit whose move repairs most is moved, until no move repairs anything. Then units move for which another one first
 * makes room, or exchanges hosts with them. The rejections report what stays broken. Returns the units that made
 * room, with the units that benefit.
 */
export function repairRules(
  search: Search,
  permissions: Permissions,
  hosts: Int32Array,
): ReadonlyMap<number, number> {
  const { cluster } = search.placement;
  for (const [i, rule] of cluster.rules.entries()) {
    if (rule.isMust && rule.rule.kind === 'together') gather(search, permissions, rule, i, hosts);
  }
  for (let i = 0; i < cluster.units.length && repairOne(search, permissions, hosts); i++);
  const madeRoomFor = new Map<number, number>();
  const broken = [...cluster.units.keys()].filter(
    (unit) => search.limits.isMovable[unit] && mayRepair(search, permissions, unit),
  );
  for (const unit of broken) {
    if (!mayRepair(search, permissions, unit)) continue;
    const repairs = (to: number) =>
      misplaced(search, permissions, unit) > brokenAfter(search.placement, unit, to, 'must');
    const other = moveByMakingRoom(search, permissions, { unit, hosts, repairs, steps: EXCHANGE_STEPS });
    if (other >= 0) madeRoomFor.set(other, unit);
  }
  return madeRoomFor;
}

/** Brings the VMs of a rule to the host with the fewest moves; does nothing if no host can take all. */
function gather(
  search: Search,
  permissions: Permissions,
  rule: CompiledRule,
  index: number,
  hosts: Int32Array,
): void {
  const { placement } = search;
  const units = [...new Set([...rule.members].map((vm) => placement.cluster.unitOf[vm]))];
  if (new Set(units.map((unit) => placement.hostOf[unit])).size < 2) return;
  const byPresence = [...hosts].sort(
    (a, b) => placement.membersAt(index, b) - placement.membersAt(index, a) || a - b,
  );
  for (const host of byPresence) {
    const origins = units.map((unit) => placement.hostOf[unit]);
    if (units.every((unit) => joinAt(search, permissions, unit, host, index))) return;
    units.forEach((unit, i) => {
      search.shift(unit, origins[i]);
    });
  }
}

/** Moves a unit to the host where its rule gathers. The first one there may come alone, so it only needs free memory. */
function joinAt(search: Search, permissions: Permissions, unit: number, host: number, rule: number): boolean {
  const { placement, limits } = search;
  if (placement.hostOf[unit] === host) return true;
  const size = placement.cluster.units[unit].members.length;
  if (!limits.isMovable[unit] || !limits.mayReceive[host] || search.displaced + size > limits.maxMoves)
    return false;
  const isFirst = placement.membersAt(rule, host) === 0;
  const fits = placement.heldMiB[host] + placement.unitHeldMiB[unit] <= placement.cluster.memoryLimit[host];
  const may = isFirst
    ? permissions.rowFor(unit)[host] === 1 && fits
    : mayGo(placement, permissions, unit, host);
  if (!may || !search.convergesTo(unit, host)) return false;
  search.shift(unit, host);
  return true;
}

/** How many VMs of a unit are on a host that a `must` rule forbids. */
function misplaced(search: Search, permissions: Permissions, unit: number): number {
  const host = search.placement.hostOf[unit];
  const members = search.placement.cluster.units[unit].members;
  if (permissions.rowFor(unit)[host]) return 0;
  const { hostRulesOf } = search.placement.cluster;
  return [...members].filter((vm) =>
    hostRulesOf[vm].some(({ rule, onRule }) => (rule.kind === 'onHosts') !== (onRule[host] === 1)),
  ).length;
}

interface Repair {
  unit: number;
  to: number;
  repaired: number; // rule breaches ended, for each moved VM
  value: number; // of the measure afterwards
}

/**
 * Takes the move that repairs most, and of equal ones the one with the most even loads. False: no move repairs
 * anything.
 */
function repairOne(search: Search, permissions: Permissions, hosts: Int32Array): boolean {
  const { placement, limits } = search;
  let best: Repair | null = null;
  for (const unit of placement.cluster.units.keys()) {
    if (!limits.isMovable[unit] || !mayRepair(search, permissions, unit)) continue;
    for (const to of hosts) {
      const found = repairBy(search, permissions, unit, to);
      if (found !== null && (best === null || isBetter(found, best))) best = found;
    }
  }
  if (best !== null) search.shift(best.unit, best.to);
  return best !== null;
}

const isBetter = (a: Repair, b: Repair): boolean =>
  a.repaired > b.repaired || (a.repaired === b.repaired && a.value < b.value - 1e-12);

function repairBy(search: Search, permissions: Permissions, unit: number, to: number): Repair | null {
  const { placement, limits, measure } = search;
  const from = placement.hostOf[unit];
  const size = placement.cluster.units[unit].members.length;
  if (to === from || !limits.mayReceive[to] || !mayGo(placement, permissions, unit, to)) return null;
  if (!placement.isDisplaced(unit) && search.displaced + size > limits.maxMoves) return null;
  const repaired = (misplaced(search, permissions, unit) - brokenAfter(placement, unit, to, 'must')) / size;
  if (repaired <= 0 || !search.convergesTo(unit, to) || threshold(placement, unit, to) !== null) return null;
  search.shift(unit, to);
  const { value } = measure;
  search.shift(unit, from);
  return { unit, to, repaired, value };
}

/** Only units with a broken rule are worth checking. */
function mayRepair(search: Search, permissions: Permissions, unit: number): boolean {
  const { placement } = search;
  const host = placement.hostOf[unit];
  if (misplaced(search, permissions, unit) > 0) return true;
  return placement.cluster.units[unit].rules.some(({ rule }) => {
    const compiled = placement.cluster.rules[rule];
    if (!compiled.isMust) return false;
    const here = placement.membersAt(rule, host);
    if (compiled.rule.kind === 'apart') return here > 1;
    if (compiled.rule.kind === 'together') return here < compiled.members.length;
    return compiled.rule.kind === 'spreadRacks' && here > compiled.limit;
  });
}
