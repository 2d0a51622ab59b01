import type { Snapshot, SnapshotHost, SnapshotVm } from '../model/snapshot.ts';

/** The snapshot as a checker walks through a plan: who is where, by id. Plain maps: this is to be right, not fast. */
export class World {
  readonly hosts: ReadonlyMap<string, SnapshotHost>;
  readonly vms: ReadonlyMap<string, SnapshotVm>;
  readonly place: Map<string, string>; // VM id to host id

  constructor(readonly snapshot: Snapshot) {
    this.hosts = new Map(snapshot.hosts.map((host) => [host.id, host]));
    this.vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
    this.place = new Map(snapshot.vms.map((vm) => [vm.id, vm.hostId]));
  }

  vmsOn(hostId: string): SnapshotVm[] {
    return this.snapshot.vms.filter((vm) => this.place.get(vm.id) === hostId);
  }

  hostLabel(hostId: string): string {
    return this.hosts.get(hostId)?.name ?? hostId;
  }

  vmLabel(vmId: string): string {
    return this.vms.get(vmId)?.name ?? vmId;
  }
}

/** Rules bind a VM that runs or is paused, where its host is online. */
export const isBoundAt = (vm: SnapshotVm | undefined, host: SnapshotHost | undefined): boolean =>
  vm !== undefined && vm.state !== 'stopped' && host?.state === 'online';

/** MiB of ordinary memory that a host must hold for a VM: nothing while it is stopped, and no huge pages. */
export const heldBy = (vm: SnapshotVm): number =>
  vm.state === 'stopped' ? 0 : (vm.hugePageKiB === undefined ? vm.memoryMiB : 0) + vm.overheadMiB;

/** MiB of ordinary memory that the VMs of a host may hold together. */
export function memoryLimitOf(host: SnapshotHost, memoryOvercommit: number): number {
  const pools = host.hugePages?.map(({ totalMiB }) => totalMiB) ?? [];
  const left = pools.reduce((rest, pool) => rest - pool, host.memoryMiB - host.reserve.memoryMiB);
  return left <= 0 ? left : left * memoryOvercommit;
}
