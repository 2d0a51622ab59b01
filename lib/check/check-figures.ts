import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { Snapshot, SnapshotHost } from '../model/snapshot.ts';
import { type Fault, fault } from './faults.ts';

const TOLERANCE = 1e-6;

interface Figures {
  spread: number;
  peak: number;
  overloadedHosts: number;
}

/** Whether the figures that a plan states are those of the cluster, before, after each move and at the end. */
export function checkFigures(snapshot: Snapshot, plan: Plan, policy: Policy): Fault[] {
  const emptied = new Set(
    plan.moves.flatMap(({ reason, fromHostId }) => (reason.code === 'evacuate' ? [fromHostId] : [])),
  );
  const counted = snapshot.hosts.filter((host) => host.state === 'online' && !emptied.has(host.id));
  const place = new Map(snapshot.vms.map((vm) => [vm.id, vm.hostId]));
  const faults = compare('before', plan.before, measure(snapshot, counted, place, policy));
  plan.moves.forEach((move, i) => {
    place.set(move.vmId, move.toHostId);
    faults.push(...compare(`moves[${i}].after`, move.after, measure(snapshot, counted, place, policy)));
  });
  return [...faults, ...compare('after', plan.after, measure(snapshot, counted, place, policy))];
}

function compare(path: string, stated: Partial<Figures>, found: Figures): Fault[] {
  return (['spread', 'peak', 'overloadedHosts'] as const).flatMap((figure) => {
    const value = stated[figure];
    if (value === undefined || Math.abs(value - found[figure]) <= TOLERANCE) return [];
    return [fault(`${path}.${figure}`, 'figure-wrong', { figure, stated: value, found: found[figure] })];
  });
}

function measure(
  snapshot: Snapshot,
  hosts: readonly SnapshotHost[],
  place: ReadonlyMap<string, string>,
  policy: Policy,
): Figures {
  const cpu: number[] = [];
  const memory: number[] = [];
  for (const host of hosts) {
    let [mhz, mib] = [0, 0];
    for (const vm of snapshot.vms) {
      if (place.get(vm.id) !== host.id || vm.state === 'stopped') continue;
      if (vm.state === 'running') mhz += vm.demand.cpuMhz ?? 0;
      mib += vm.demand.memoryMiB ?? vm.memoryMiB;
    }
    cpu.push(mhz / Math.max(1, host.cpuMhz - host.reserve.cpuMhz));
    memory.push(mib / Math.max(1, host.memoryMiB - host.reserve.memoryMiB));
  }
  const isOver = (i: number) =>
    Number(cpu[i]) * 100 > policy.thresholds.cpuPercent + TOLERANCE ||
    Number(memory[i]) * 100 > policy.thresholds.memoryPercent + TOLERANCE;
  return {
    spread: standardDeviation(cpu) + standardDeviation(memory),
    peak: Math.max(0, ...cpu) + Math.max(0, ...memory),
    overloadedHosts: hosts.filter((_, i) => isOver(i)).length,
  };
}

function standardDeviation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value / values.length;
  for (const value of values) squares += (value - sum) ** 2 / values.length;
  return Math.sqrt(squares);
}
