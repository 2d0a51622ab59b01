import type { Snapshot } from '../../../../lib/model/snapshot.ts';

/** The capacity of a host without its reserve. */
export function usable(snapshot: Snapshot, host: number): { cpuMhz: number; memoryMiB: number } {
  const found = snapshot.hosts[host];
  if (found === undefined) throw new RangeError(`there is no host ${host}`);
  return {
    cpuMhz: found.cpuMhz - found.reserve.cpuMhz,
    memoryMiB: found.memoryMiB - found.reserve.memoryMiB,
  };
}

/** The index of each VM's host. */
export function hostIndexOf(snapshot: Snapshot): number[] {
  const indexOf = new Map(snapshot.hosts.map(({ id }, index) => [id, index]));
  return snapshot.vms.map(({ hostId }) => indexOf.get(hostId) ?? -1);
}
