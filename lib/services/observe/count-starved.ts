import type { HostRow } from '../planning/snapshot-of.ts';
import type { ReconciledVm } from './reconcile.ts';

/** A VM is starved if it waited for a CPU of its host in more than this share of the CPU time that it wanted. */
const STARVED_SHARE = 0.1;

/**
 * How many running VMs got less CPU than they wanted. Where the hypervisor does not report how long a VM waits, those of a
 * host whose demand exceeds what its reserve leaves count.
 */
export function countStarved(
  hosts: readonly Pick<HostRow, 'id' | 'cpuLoad'>[],
  vms: readonly Pick<ReconciledVm, 'hostId' | 'state' | 'measured'>[],
): number {
  const loads = new Map(hosts.map(({ id, cpuLoad }) => [id, cpuLoad ?? 0]));
  return vms.filter(({ hostId, state, measured }) => {
    if (state !== 'running' || measured === null) return false;
    const { cores, readyCores } = measured;
    if (readyCores === null || cores === null) return (loads.get(hostId) ?? 0) > 1;
    return readyCores > STARVED_SHARE * (cores + readyCores);
  }).length;
}
