import type { Snapshot } from '../../../lib/model/snapshot.ts';
import { valueFor } from '../../../lib/model/value-for.ts';

/** The host of every VM: VM id to host id. */
export type Placement = ReadonlyMap<string, string>;

export interface Figures {
  readonly spread: number; // sd(cpu load) + sd(memory load), over the online hosts
  readonly peak: number; // max(cpu load) + max(memory load)
}

export const placementOf = ({ vms }: Snapshot): Placement =>
  new Map(vms.map(({ id, hostId }) => [id, hostId]));

/**
 * An independent implementation of docs/snapshot.md for placements of any origin. It shares no code with the engine
 * or the check.
 */
export function figuresOf(snapshot: Snapshot, placement: Placement): Figures {
  const loads = new Map(
    snapshot.hosts
      .filter((host) => host.state === 'online')
      .map((host) => [host.id, { host, cpuMhz: 0, memoryMiB: 0 }]),
  );
  for (const vm of snapshot.vms) {
    const load = valueFor(loads, placement.get(vm.id));
    if (load === undefined || vm.state === 'stopped') continue;
    if (vm.state === 'running') load.cpuMhz += vm.demand.cpuMhz ?? 0;
    load.memoryMiB += vm.demand.memoryMiB ?? vm.memoryMiB;
  }
  const all = [...loads.values()];
  const cpu = all.map(({ host, cpuMhz }) => cpuMhz / (host.cpuMhz - host.reserve.cpuMhz));
  const memory = all.map(({ host, memoryMiB }) => memoryMiB / (host.memoryMiB - host.reserve.memoryMiB));
  return { spread: deviation(cpu) + deviation(memory), peak: Math.max(...cpu) + Math.max(...memory) };
}

/** No placement of these VMs has a lower peak: the load of a single host with the capacity of all hosts together. */
export function meanLoadBound(snapshot: Snapshot): number {
  const online = snapshot.hosts.filter((host) => host.state === 'online');
  const onlineIds = new Set(online.map(({ id }) => id));
  const vms = snapshot.vms.filter((vm) => vm.state !== 'stopped' && onlineIds.has(vm.hostId));
  const total = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);
  return (
    total(vms.map((vm) => (vm.state === 'running' ? (vm.demand.cpuMhz ?? 0) : 0))) /
      total(online.map((host) => host.cpuMhz - host.reserve.cpuMhz)) +
    total(vms.map((vm) => vm.demand.memoryMiB ?? vm.memoryMiB)) /
      total(online.map((host) => host.memoryMiB - host.reserve.memoryMiB))
  );
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
