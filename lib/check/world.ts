import type { Snapshot, SnapshotHost, SnapshotVm } from '../model/snapshot.ts';
import { valueFor } from '../model/value-for.ts';

/**
 * The snapshot while a checker walks through a plan: the host of each VM, by id. It uses plain maps, because it must
 * be correct, not fast.
 */
export class World {
  readonly hosts: ReadonlyMap<string, SnapshotHost>;
  readonly vms: ReadonlyMap<string, SnapshotVm>;
  readonly place: ReadonlyMap<string, string>; // VM id to host id
  private readonly places: Map<string, string>;
  private readonly residents = new Map<string, Set<SnapshotVm>>(); // host id to its VMs

  constructor(readonly snapshot: Snapshot) {
    this.hosts = new Map(snapshot.hosts.map((host) => [host.id, host]));
    this.vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
    this.places = new Map();
    this.place = this.places;
    for (const vm of snapshot.vms) this.put(vm.id, vm.hostId);
  }

  vmsOn(hostId: string): SnapshotVm[] {
    return [...(this.residents.get(hostId) ?? [])];
  }

  /** The VM is on this host from now on; an unknown VM is ignored. */
  put(vmId: string, hostId: string): void {
    const vm = this.vms.get(vmId);
    if (vm === undefined) return;
    valueFor(this.residents, this.places.get(vmId))?.delete(vm);
    this.places.set(vmId, hostId);
    const there = this.residents.get(hostId) ?? new Set();
    this.residents.set(hostId, there.add(vm));
  }

  hostLabel(hostId: string): string {
    return this.hosts.get(hostId)?.name ?? hostId;
  }

  vmLabel(vmId: string): string {
    return this.vms.get(vmId)?.name ?? vmId;
  }
}

/** Rules bind a VM that runs or is paused, if its host is online. */
export const isBoundAt = (vm: SnapshotVm | undefined, host: SnapshotHost | undefined): boolean =>
  vm !== undefined && vm.state !== 'stopped' && host?.state === 'online';

/** MiB of ordinary memory that a host must hold for a VM: nothing while it is stopped, and no huge pages. */
export const heldBy = (vm: SnapshotVm): number =>
  vm.state === 'stopped' ? 0 : (vm.hugePageKiB === undefined ? vm.memoryMiB : 0) + vm.overheadMiB;

/** MiB of ordinary memory that the VMs of a host may use together. */
export function memoryLimitOf(host: SnapshotHost, memoryOvercommit: number): number {
  const pools = host.hugePages?.map(({ totalMiB }) => totalMiB) ?? [];
  const left = pools.reduce((rest, pool) => rest - pool, host.memoryMiB - host.reserve.memoryMiB);
  return left <= 0 ? left : left * memoryOvercommit;
}
