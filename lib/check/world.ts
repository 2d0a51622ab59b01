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

/** MiB that a host must hold for a VM: nothing while it is stopped. */
export const heldBy = (vm: SnapshotVm): number => (vm.state === 'stopped' ? 0 : vm.memoryMiB);
