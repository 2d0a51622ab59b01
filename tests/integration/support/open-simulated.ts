import type { Database } from '../../../lib/db/client.ts';
import { createCommandLog } from '../../../lib/db/command-log.ts';
import { SimulatorConfig } from '../../../lib/drivers/simulator/config.ts';
import { createSimulatorDriver } from '../../../lib/drivers/simulator/index.ts';
import type { Clock } from '../../../lib/model/clock.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';

/** The driver of a simulated cluster that is already stored, under the caller's clock. */
export async function openSimulated(
  db: Database,
  clusterId: string,
  clock: Clock,
): Promise<HypervisorDriver> {
  const cluster = await db.cluster.findUniqueOrThrow({ where: { id: clusterId }, include: { hosts: true } });
  return createSimulatorDriver({
    config: SimulatorConfig.parse(cluster.driverConfig),
    log: createCommandLog(db, clusterId),
    clock,
    hosts: cluster.hosts.map(({ id, name, uri, peerUri, migrationAddress }) => ({
      hostId: id,
      name,
      uri,
      peerUri,
      migrationAddress,
    })),
  });
}
