import type { RestartVerdict } from '../../engine/reserve/restart-planner.ts';
import type { FailureOutcome } from '../../engine/reserve/survive-failure.ts';
import { compareNames } from '../../model/compare-names.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { groupRejections, type RejectionGroup } from '../shared/group-rejections.ts';
import { keepOwnReasons } from '../shared/keep-own-reasons.ts';

/** The failure of one host, with names. */
export interface ViewedFailure {
  id: string;
  host: string;
  vms: number; // that run on it
  memoryMiB: number; // of these
  verdict: RestartVerdict;
  to: { host: string; vms: number }[]; // most first
  starts: { vm: string; to: string }[]; // by name
  left: { vm: string; isBound: boolean; reasons: RejectionGroup[] }[];
  isLost: boolean; // VMs are left that are not bound to the host
}

/** Names of the hosts and VMs of a snapshot, and outcomes with these. */
export class ReserveNames {
  private readonly vms: ReadonlyMap<string, Snapshot['vms'][number]>;
  private readonly hosts: ReadonlyMap<string, string>;

  constructor(private readonly snapshot: Snapshot) {
    this.vms = new Map(snapshot.vms.map((vm) => [vm.id, vm]));
    this.hosts = new Map(snapshot.hosts.map(({ id, name }) => [id, name ?? id]));
  }

  vm(id: string): string {
    return this.vms.get(id)?.name ?? id;
  }

  hostOf(vmId: string): string {
    return this.host(this.vms.get(vmId)?.hostId ?? '-');
  }

  host(id: string): string {
    return this.hosts.get(id) ?? id;
  }

  failure({
    hostIds: [id = ''],
    verdict,
    starts,
    leftIds,
    boundIds,
    rejections,
  }: FailureOutcome): ViewedFailure {
    const ids = [...starts.map(({ vmId }) => vmId), ...leftIds];
    const reasonsOf = (vmId: string) =>
      keepOwnReasons(
        groupRejections(
          rejections.filter((each) => each.vmId === vmId),
          this.snapshot,
        ),
      );
    const byHost = Map.groupBy(starts, ({ toHostId }) => toHostId);
    return {
      id,
      host: this.host(id),
      vms: ids.length,
      memoryMiB: ids.reduce((sum, vmId) => sum + (this.vms.get(vmId)?.memoryMiB ?? 0), 0),
      verdict,
      to: [...byHost]
        .map(([hostId, each]) => ({ host: this.host(hostId), vms: each.length }))
        .toSorted((a, b) => b.vms - a.vms || compareNames(a.host, b.host)),
      starts: starts
        .map(({ vmId, toHostId }) => ({ vm: this.vm(vmId), to: this.host(toHostId) }))
        .toSorted((a, b) => compareNames(a.vm, b.vm)),
      left: leftIds
        .map((vmId) => ({
          vm: this.vm(vmId),
          isBound: boundIds.includes(vmId),
          reasons: reasonsOf(vmId),
        }))
        .toSorted((a, b) => Number(a.isBound) - Number(b.isBound) || compareNames(a.vm, b.vm)),
      isLost: leftIds.length > boundIds.length,
    };
  }
}
