import type { Policy } from '../../model/policy.ts';
import type { Snapshot, SnapshotHost, SnapshotVm } from '../../model/snapshot.ts';
import { heldMiB, memoryLimitMiB } from '../cluster/memory.ts';
import { Adding } from './adding.ts';
import { forRestarts } from './after-failure.ts';

/** The size of VMs that may be added: `overheadMiB` is what the hypervisor needs for each besides its memory. */
export interface NewVmSize {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly overheadMiB: number;
}

/** Nobody adds more at once, and VMs of a few MiB would fit by the million. */
const MAX_ADDED = 2000;
/** No host of a snapshot has this id: ids have no control characters. */
const WAITING_HOST = '\u0000waiting-host';

/**
 * How many running VMs of this size can be added, one after another, so that after each of them every host could still
 * fail alone, as `surviveEachFailure` judges it (compare ganeti's hspace). 0 if some failure is not survived even now. It
 * counts places that were found, so never too many; at most 2,000.
 */
export function countMoreVms(snapshot: Snapshot, policy: Policy, size: NewVmSize): number {
  const most = Math.min(MAX_ADDED, largestCount(snapshot, policy, size));
  const added = Array.from({ length: most }, (_, i) => newVm(i, size));
  const waitingHost: SnapshotHost = {
    id: WAITING_HOST,
    state: 'maintenance',
    cpuMhz: 1,
    memoryMiB: 1,
    reserve: { cpuMhz: 0, memoryMiB: 0 },
  };
  const extended = { ...snapshot, hosts: [...snapshot.hosts, waitingHost], vms: [...snapshot.vms, ...added] };
  return new Adding(forRestarts(extended), policy, WAITING_HOST).count();
}

/** By memory alone, and with no failure. */
function largestCount({ hosts, vms }: Snapshot, policy: Policy, size: NewVmSize): number {
  const needed = size.memoryMiB + size.overheadMiB;
  const counts = hosts.map((host) => {
    if (host.state !== 'online') return 0;
    const held = vms.filter((vm) => vm.hostId === host.id).reduce((sum, vm) => sum + heldMiB(vm), 0);
    return Math.max(0, Math.floor((memoryLimitMiB(host, policy) - held) / needed));
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

const newVm = (index: number, { vcpus, memoryMiB, overheadMiB }: NewVmSize): SnapshotVm => ({
  id: `${WAITING_HOST}-${index}`,
  hostId: WAITING_HOST,
  state: 'running',
  vcpus,
  memoryMiB,
  overheadMiB,
  demand: {},
  networks: [],
  storages: [],
  localDevices: [],
  cpuFeatures: [],
  hostCpus: [],
  numaNodes: [],
  ties: [],
  automation: 'inherit',
});
