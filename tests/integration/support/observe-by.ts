import { createClusterReader } from '../../../lib/drivers/cluster-reader.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';

/** A driver that reads each host with the given function, alone or with the others. */
export function observeBy(
  driver: HypervisorDriver,
  observeHost: HypervisorDriver['observeHost'],
): HypervisorDriver {
  const { observeCluster } = createClusterReader(observeHost, (hostId) => hostId);
  return { ...driver, observeHost, observeCluster };
}
