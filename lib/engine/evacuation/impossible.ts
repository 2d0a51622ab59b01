import type { CompiledRule } from '../cluster/rules.ts';
import type { EmptyingTask } from './emptying-task.ts';

/**
 * Whether it is proved, without a search, that no placement moves these units off their hosts: one is larger than any
 * allowed host, hosts that some are bound to have too little memory in total, or an `apart` or `spreadRacks` rule has
 * more VMs than hosts or racks. False proves nothing.
 */
export function isImpossible(task: EmptyingTask, units: readonly number[]): boolean {
  return units.some((unit) => isTooLarge(task, unit)) || lacksMemory(task, units) || lacksHosts(task, units);
}

/** No allowed host could hold it, even without other VMs. */
function isTooLarge({ cluster, placement, permissions, targets }: EmptyingTask, unit: number): boolean {
  const held = placement.unitHeldMiB[unit];
  const allowed = permissions.rowFor(unit);
  return !targets.some((host) => allowed[host] && (held === 0 || held <= cluster.memoryLimit[host]));
}

/**
 * For the hosts that a unit may be on: the memory of the units that are restricted to them, waiting or there, against
 * their total.
 */
function lacksMemory(task: EmptyingTask, units: readonly number[]): boolean {
  const { permissions, placement, targets } = task;
  const rows = new Set(units.map((unit) => permissions.rowFor(unit)));
  const grain = commonGrain(placement.unitHeldMiB);
  return [...rows].some((row) => {
    const hosts = [...targets].filter((host) => row[host]);
    const isWithin = (unit: number) => {
      const own = permissions.rowFor(unit);
      return own === row || targets.every((host) => !own[host] || row[host]);
    };
    let needed = 0;
    let holds = 0;
    for (const unit of units) if (isWithin(unit)) needed += placement.unitHeldMiB[unit];
    for (const host of hosts) {
      const bound = placement.residentsOf(host).filter(isWithin);
      const held = bound.reduce((sum, unit) => sum + placement.unitHeldMiB[unit], 0);
      // A host over its limit may stay so, but takes nothing.
      const limit = Math.max(held, placement.cluster.memoryLimit[host]);
      needed += held;
      holds += Math.floor(limit / grain) * grain;
    }
    return needed > holds;
  });
}

/** The greatest common divisor of all units' memory: a smaller rest on a host is useless. */
function commonGrain(amounts: Float64Array): number {
  let grain = 0;
  for (const amount of amounts) {
    if (!Number.isInteger(amount)) return 1e-6;
    let rest = amount;
    while (rest > 0) [grain, rest] = [rest, grain % rest];
  }
  return Math.max(grain, 1e-6);
}

function lacksHosts(
  { cluster, placement, targets, isEmptied }: EmptyingTask,
  units: readonly number[],
): boolean {
  const waiting = new Set(units);
  const isTarget = new Set(targets);
  const racks = new Set([...targets].map((target) => cluster.rackOf[target]));
  const allowedOf = ({ rule, limit }: CompiledRule): number => {
    if (rule.kind === 'apart') return targets.length;
    const isRackless = racks.has(-1);
    return rule.kind === 'spreadRacks' && !isRackless ? racks.size * limit : Number.POSITIVE_INFINITY;
  };
  return cluster.rules.some((rule) => {
    if (!rule.isMust) return false;
    const members = [...rule.members].filter((vm) => {
      const unit = cluster.unitOf[vm];
      return isTarget.has(placement.hostOf[unit]) || waiting.has(unit);
    });
    // VMs that already share a host or rack against the rule may continue to do so: then counting proves nothing.
    const perHost = new Map<number, number>();
    for (const vm of members) {
      const at = cluster.homeOf[vm];
      perHost.set(at, (perHost.get(at) ?? 0) + 1);
    }
    const isBroken = rule.rule.kind === 'apart' && [...perHost].some(([at, n]) => n > 1 && !isEmptied[at]);
    return !isBroken && members.length > allowedOf(rule);
  });
}
