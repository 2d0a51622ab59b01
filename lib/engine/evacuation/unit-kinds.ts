import type { EmptyingTask } from './emptying-task.ts';

/** Units that may stand for each other: as large, with the same hosts open to them, and without rules. Or a single one. */
export interface UnitKind {
  readonly units: readonly number[];
  readonly members: number; // VMs of each
  /** What one of them on this host adds to the number of a placement. */
  readonly weightOf: (host: number) => number;
}

/**
 * The units that matter while hosts are emptied of some, by kind; every placement of them has a number of its own, the sum of
 * their weights, whichever of alike units is where. Null when there are more placements than exact numbers.
 */
export function kindsOf(task: EmptyingTask, waiting: readonly number[]): UnitKind[] | null {
  const emptied = [...task.cluster.hosts.keys()].filter((host) => task.isEmptied[host]);
  const hosts = [...emptied, ...task.targets];
  const kinds: UnitKind[] = [];
  let placements = 1;
  for (const units of alikeUnits(task, unitsThatMatter(task, waiting))) {
    const weights = new Float64Array(task.cluster.hosts.length);
    // One unit: its host is a digit. Several: the count on each host is one, except for the first, where the others are.
    const base = units.length === 1 ? hosts.length : units.length + 1;
    for (const [i, host] of hosts.entries()) {
      weights[host] = units.length === 1 ? placements * i : i === 0 ? 0 : placements * base ** (i - 1);
    }
    placements *= units.length === 1 ? base : base ** (hosts.length - 1);
    if (placements > Number.MAX_SAFE_INTEGER) return null;
    const members = task.cluster.units[units[0]].members.length;
    kinds.push({ units, members, weightOf: (host) => weights[host] });
  }
  return kinds;
}

/** Those that wait, those on the hosts that they may be on, those on the hosts that these may be on, and so on. */
function unitsThatMatter(task: EmptyingTask, waiting: readonly number[]): number[] {
  const { placement, permissions, targets } = task;
  const found = new Set(waiting); // grows while it is walked through
  const reached = new Set<number>();
  for (const unit of found) {
    const row = permissions.rowFor(unit);
    const opened = targets.filter((host) => row[host] === 1 && !reached.has(host));
    for (const host of opened) reached.add(host);
    const met = [...[...opened].flatMap((host) => placement.residentsOf(host)), ...ruleMates(task, unit)];
    for (const other of met) if (isInTheWay(task, other)) found.add(other);
  }
  return [...found].filter((unit) => !isTorn(task, unit)).sort((a, b) => a - b);
}

/** Units that share a rule with this one, wherever they are: a rack is filled from other hosts, too. */
function ruleMates({ cluster }: EmptyingTask, unit: number): number[] {
  const rules = cluster.units[unit].rules;
  const vms = rules.flatMap(({ rule }) => [...cluster.rules[rule].members]);
  return vms.map((vm) => cluster.unitOf[vm]);
}

/** Whether it uses memory or is bound by a rule, and may move elsewhere. */
function isInTheWay({ cluster, placement, permissions, targets }: EmptyingTask, unit: number): boolean {
  const at = placement.hostOf[unit];
  const takesPlace = placement.unitHeldMiB[unit] !== 0 || cluster.units[unit].rules.length !== 0;
  const row = permissions.rowFor(unit);
  return takesPlace && targets.includes(at) && targets.some((host) => host !== at && row[host] === 1);
}

/** VMs that one rule keeps together and another apart: they share a host as they are, and could arrive nowhere. */
function isTorn({ cluster }: EmptyingTask, unit: number): boolean {
  const rules = cluster.units[unit].rules;
  return rules.some(({ rule, count }) => {
    const compiled = cluster.rules[rule];
    return count > 1 && compiled.isMust && compiled.rule.kind === 'apart';
  });
}

function alikeUnits({ cluster, placement, permissions }: EmptyingTask, units: readonly number[]): number[][] {
  const rows = new Map<Uint8Array, number>();
  const groups = new Map<string, number[]>();
  for (const unit of units) {
    const { rules, members } = cluster.units[unit];
    const row = permissions.rowFor(unit);
    if (!rows.has(row)) rows.set(row, rows.size);
    const needs = [placement.unitHeldMiB[unit], members.length, rows.get(row)].join();
    const key = rules.length > 0 ? `unit ${unit}` : needs;
    groups.set(key, [...(groups.get(key) ?? []), unit]);
  }
  return [...groups.values()];
}
