import { observeEach } from '../../../lib/drivers/observe-each.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';

/** A driver that reads each host with the given function, alone or with the others. */
export function observeBy(
  driver: HypervisorDriver,
  observeHost: HypervisorDriver['observeHost'],
): HypervisorDriver {
  return { ...driver, observeHost, observeCluster: (hostIds) => observeEach(hostIds, observeHost) };
}
