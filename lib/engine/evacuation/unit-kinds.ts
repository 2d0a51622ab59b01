import type { EmptyingTask } from './emptying-task.ts';

/** Units that may stand for each other: as large, with the same hosts open to them, and without rules. Or a single one. */
export interface UnitKind {
  readonly units: readonly number[];
  readonly members: number; // VMs of each
  /** What one of them on this host adds to the number of a placement. */
  readonly weightOf: (host: number) => number;
}

/**
 * The units that may move at all while a host is emptied of some, by kind; every placement of them has a number of its own, the
 * sum of their weights, whichever of alike units is where. Null when there are more placements than exact numbers.
 */
export function kindsOf(task: EmptyingTask, waiting: readonly number[]): UnitKind[] | null {
  const isWaiting = new Set(waiting);
  const hosts = [task.host, ...task.targets];
  const kinds: UnitKind[] = [];
  let placements = 1;
  for (const units of alikeUnits(task, isWaiting)) {
    const weights = new Float64Array(task.cluster.hosts.length);
    // One unit: its host is a digit. Several: the count on each host is one, but for the last, where the others are.
    const digit = units.length + 1;
    for (const [i, host] of hosts.entries()) {
      weights[host] = units.length === 1 ? placements * i : i === 0 ? 0 : placements * digit ** (i - 1);
    }
    placements *= units.length === 1 ? hosts.length : digit ** (hosts.length - 1);
    if (placements > Number.MAX_SAFE_INTEGER) return null;
    const members = task.cluster.units[units[0] ?? -1]?.members.length ?? 1;
    kinds.push({ units, members, weightOf: (host) => weights[host] as number });
  }
  return kinds;
}

function alikeUnits(task: EmptyingTask, isWaiting: ReadonlySet<number>): number[][] {
  const { cluster, placement, permissions } = task;
  const rows = new Map<Uint8Array, number>();
  const groups = new Map<string, number[]>();
  for (const [unit, { rules, members }] of cluster.units.entries()) {
    if (!mayMove(task, unit, isWaiting)) continue;
    const row = permissions.rowFor(unit);
    if (!rows.has(row)) rows.set(row, rows.size);
    const key =
      rules.length > 0 ? `unit ${unit}` : [placement.unitHeldMiB[unit], members.length, rows.get(row)].join();
    groups.set(key, [...(groups.get(key) ?? []), unit]);
  }
  return [...groups.values()];
}

/** Those that wait, and those on the other hosts that are in somebody's way there and may be elsewhere. */
function mayMove(
  { cluster, placement, permissions, targets }: EmptyingTask,
  unit: number,
  isWaiting: ReadonlySet<number>,
): boolean {
  const rules = cluster.units[unit]?.rules ?? [];
  // VMs that one rule keeps together and another apart share a host as they are, and could arrive nowhere.
  const isTorn = rules.some(({ rule, count }) => {
    const compiled = cluster.rules[rule];
    return count > 1 && compiled?.isMust === true && compiled.rule.kind === 'apart';
  });
  if (isTorn) return false;
  if (isWaiting.has(unit)) return true;
  const at = placement.hostOf[unit] as number;
  const isInTheWay = placement.unitHeldMiB[unit] !== 0 || rules.length > 0;
  const row = permissions.rowFor(unit);
  return isInTheWay && targets.includes(at) && targets.some((host) => host !== at && row[host] === 1);
}
