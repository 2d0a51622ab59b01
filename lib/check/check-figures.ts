import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Snapshot, SnapshotHost, SnapshotVm } from '../model/snapshot.ts';
import { valueFor } from '../model/value-for.ts';
import { type Fault, fault } from './faults.ts';

const TOLERANCE = 1e-6;

interface Figures {
  spread: number;
  peak: number;
  overloadedHosts: number;
}

/** Checks the figures in a plan against the cluster without the emptied hosts, before, after each move and at the end. */
export function checkFigures(
  snapshot: Snapshot,
  plan: Plan,
  policy: Policy,
  emptied: ReadonlySet<string>,
): Fault[] {
  const counted = snapshot.hosts.filter((host) => host.state === 'online' && !emptied.has(host.id));
  const place = new Map(snapshot.vms.map((vm) => [vm.id, vm.hostId]));
  const used = usedBy(snapshot, counted, place);
  if (plan.moves.length === 0) return checkIdle(plan, loadsOf(counted, used), policy);
  const measure = () => figuresOf(loadsOf(counted, used), policy);
  const vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
  const faults = compare('before', plan.before, measure());
  plan.moves.forEach((move, i) => {
    const vm = vms.get(move.vmId);
    if (vm) add(used, place.get(move.vmId), vm, -1);
    if (vm) add(used, move.toHostId, vm, 1);
    place.set(move.vmId, move.toHostId);
    faults.push(...compare(`moves[${i}].after`, move.after, measure()));
  });
  return [...faults, ...compare('after', plan.after, measure())];
}

/**
 * A plan without a move does not show whether it is an evacuation, and of which host: any one host may be excluded.
 */
function checkIdle(plan: Plan, loads: readonly Load[], policy: Policy): Fault[] {
  const faultsOf = (some: readonly Load[]) => {
    const found = figuresOf(some, policy);
    return [...compare('before', plan.before, found), ...compare('after', plan.after, found)];
  };
  const faults = faultsOf(loads);
  const isTrueWithoutOne = loads.some((left) => faultsOf(loads.filter((load) => load !== left)).length === 0);
  return isTrueWithoutOne ? [] : faults;
}

function compare(path: string, stated: Partial<Figures>, found: Figures): Fault[] {
  return (['spread', 'peak', 'overloadedHosts'] as const).flatMap((figure) => {
    const value = stated[figure];
    if (value === undefined || Math.abs(value - found[figure]) <= TOLERANCE) return [];
    return [fault(`${path}.${figure}`, 'figure-wrong', { figure, stated: value, found: found[figure] })];
  });
}

interface Load {
  cpu: number;
  memory: number;
}

type Used = ReadonlyMap<string, { mhz: number; mib: number }>;

/** What the VMs of each of these hosts use. */
function usedBy(
  snapshot: Snapshot,
  hosts: readonly SnapshotHost[],
  place: ReadonlyMap<string, string>,
): Used {
  const used: Used = new Map(hosts.map(({ id }) => [id, { mhz: 0, mib: 0 }]));
  for (const vm of snapshot.vms) add(used, place.get(vm.id), vm, 1);
  return used;
}

function add(used: Used, hostId: string | undefined, vm: SnapshotVm, sign: 1 | -1): void {
  const sums = valueFor(used, hostId);
  if (!sums || vm.state === 'stopped') return;
  if (vm.state === 'running') sums.mhz += sign * (vm.demand.cpuMhz ?? 0);
  sums.mib += sign * (vm.demand.memoryMiB ?? vm.memoryMiB);
}

function loadsOf(hosts: readonly SnapshotHost[], used: Used): Load[] {
  return hosts.map(({ id, cpuMhz, memoryMiB, reserve }) => ({
    cpu: (used.get(id)?.mhz ?? 0) / Math.max(1, cpuMhz - reserve.cpuMhz),
    memory: (used.get(id)?.mib ?? 0) / Math.max(1, memoryMiB - reserve.memoryMiB),
  }));
}

function figuresOf(loads: readonly Load[], policy: Policy): Figures {
  const cpu = loads.map((load) => load.cpu);
  const memory = loads.map((load) => load.memory);
  const isOver = (load: Load) =>
    load.cpu * 100 > policy.cpuThresholdPercent + TOLERANCE ||
    load.memory * 100 > policy.memoryThresholdPercent + TOLERANCE;
  return {
    spread: standardDeviation(cpu) + standardDeviation(memory),
    peak: Math.max(0, ...cpu) + Math.max(0, ...memory),
    overloadedHosts: loads.filter(isOver).length,
  };
}

function standardDeviation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value / values.length;
  for (const value of values) squares += (value - sum) ** 2 / values.length;
  return Math.sqrt(squares);
}
