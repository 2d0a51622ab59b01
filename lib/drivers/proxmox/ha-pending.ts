import type { MigrationReport } from '../../model/ports.ts';
import type { ClusterNow } from './cluster.ts';
import type { Followed } from './followed.ts';
import type { Ends } from './movable.ts';
import { nothingSent } from './progress.ts';

/** The HA manager begins an order within some of its rounds of ten seconds, or never. */
const PATIENCE_MS = 120_000;

/**
 * How a migration stands that the HA manager was asked for, as long as it has no task of its own. The place of the VM counts. `none`
 * after two minutes in which the HA manager did nothing with it: it has dropped the order.
 */
export function reportPending(
  followed: Followed,
  { cluster, vmid, ends }: { cluster: ClusterNow; vmid: number; ends: Ends },
  nowMs: number,
): MigrationReport {
  const vm = cluster.vms.get(vmid);
  if (vm?.node === ends.destination.uri && vm.lock === undefined)
    return { phase: 'completed', statistics: null };
  const isWaited = nowMs - followed.orderedAtMs < PATIENCE_MS;
  const isBusy = vm !== undefined && (vm.lock === 'migrate' || isMigrating(vm.hastate));
  if (vm === undefined || (!isWaited && !isBusy)) return { phase: 'none' };
  return { phase: 'running', progress: nothingSent(vm.maxmem ?? 0) };
}

/** The states of a service that the HA manager moves. */
export const isMigrating = (hastate: string | undefined): boolean =>
  hastate === 'migrate' || hastate === 'relocate';
