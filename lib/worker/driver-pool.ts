import type { Database } from '../db/client.ts';
import { createSimulatorStore } from '../db/simulator-store.ts';
import { createDriver } from '../drivers/create-driver.ts';
import type { Clock } from '../model/clock.ts';
import type { HypervisorDriver } from '../model/ports.ts';

/** The drivers that this worker has open: one a cluster, made again when its hosts or its configuration change. */
export class DriverPool {
  private readonly open = new Map<
    string,
    { driver: HypervisorDriver; fingerprint: string; unwatch: () => void }
  >();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly onEvent: (clusterId: string) => void,
  ) {}

  /** The driver of a cluster as it is configured now. Throws when the cluster is gone. */
  async get(clusterId: string): Promise<HypervisorDriver> {
    const { setup, fingerprint } = await this.readSetup(clusterId);
    const current = this.open.get(clusterId);
    if (current?.fingerprint === fingerprint) return current.driver;
    if (current) await this.drop(clusterId);
    const driver = createDriver({ ...setup, clock: this.clock });
    const unwatch = driver.watch((event) => {
      if (event.kind !== 'migration-progress' && event.kind !== 'other') this.onEvent(clusterId);
    });
    this.open.set(clusterId, { driver, fingerprint, unwatch });
    return driver;
  }

  /** A driver of its own under another clock, for the caller to close: a simulated cluster's past. */
  async openAt(clusterId: string, clock: Clock): Promise<HypervisorDriver> {
    const { setup } = await this.readSetup(clusterId);
    return createDriver({ ...setup, clock });
  }

  private async readSetup(clusterId: string) {
    const cluster = await this.db.cluster.findUniqueOrThrow({
      where: { id: clusterId },
      include: { hosts: { orderBy: { id: 'asc' } } },
    });
    const hosts = cluster.hosts.map(({ id, name, uri, peerUri, migrationAddress }) => ({
      hostId: id,
      name,
      uri,
      peerUri,
      migrationAddress,
    }));
    const store = createSimulatorStore(this.db, clusterId);
    const setup = { kind: cluster.driver, config: cluster.driverConfig, hosts, store };
    return { setup, fingerprint: JSON.stringify([cluster.driver, cluster.driverConfig, hosts]) };
  }

  /** Closes the drivers of clusters that are not among these any more. */
  async keepOnly(clusterIds: string[]): Promise<void> {
    for (const id of [...this.open.keys()]) if (!clusterIds.includes(id)) await this.drop(id);
  }

  async close(): Promise<void> {
    await this.keepOnly([]);
  }

  private async drop(clusterId: string): Promise<void> {
    const entry = this.open.get(clusterId);
    this.open.delete(clusterId);
    entry?.unwatch();
    await entry?.driver.close();
  }
}
