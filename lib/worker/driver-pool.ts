import type { Database } from '../db/client.ts';
import { createCommandLog } from '../db/command-log.ts';
import { createDriver } from '../drivers/registry.ts';
import type { Clock } from '../model/clock.ts';
import type { HypervisorDriver } from '../model/ports.ts';
import type { SecretBox } from '../platform/secret-box.ts';
import { openToken } from '../services/clusters/figures-input.ts';
import { openEndpoint } from '../services/clusters/open-endpoint.ts';

/** The drivers that this worker has open: one a cluster, made again when its hosts or its configuration change. */
export class DriverPool {
  private readonly open = new Map<
    string,
    { driver: HypervisorDriver; fingerprint: string; unwatch: () => void }
  >();

  constructor(
    private readonly means: { db: Database; clock: Clock; secrets?: SecretBox | undefined },
    private readonly onEvent: (clusterId: string) => void,
  ) {}

  /** The driver of a cluster as it is configured now. Throws when the cluster is gone. */
  async get(clusterId: string): Promise<HypervisorDriver> {
    const { kind, setup, fingerprint } = await this.readSetup(clusterId);
    const current = this.open.get(clusterId);
    if (current?.fingerprint === fingerprint) return current.driver;
    if (current) await this.drop(clusterId);
    const driver = createDriver(kind, { ...setup, clock: this.means.clock });
    const unwatch = driver.watch((event) => {
      if (event.kind !== 'migration-progress' && event.kind !== 'other') this.onEvent(clusterId);
    });
    this.open.set(clusterId, { driver, fingerprint, unwatch });
    return driver;
  }

  /** A driver of its own under another clock, for the caller to close: a simulated cluster's past. */
  async openAt(clusterId: string, clock: Clock): Promise<HypervisorDriver> {
    const { kind, setup } = await this.readSetup(clusterId);
    return createDriver(kind, { ...setup, clock });
  }

  private async readSetup(clusterId: string) {
    const cluster = await this.means.db.cluster.findUniqueOrThrow({
      where: { id: clusterId },
      include: { hosts: { orderBy: { id: 'asc' } }, endpoint: true, figuresSource: true },
    });
    const hosts = cluster.hosts.map(({ id, name, uri, peerUri, migrationAddress }) => ({
      hostId: id,
      name,
      uri,
      peerUri,
      migrationAddress,
    }));
    const { driver: kind, driverConfig: config, endpoint, figuresSource } = cluster;
    const access = endpoint && openEndpoint(endpoint, this.means.secrets);
    const figures = figuresSource && {
      source: figuresSource.source,
      token: openToken(figuresSource, this.means.secrets),
    };
    const log = createCommandLog(this.means.db, clusterId);
    const setup = { endpoint: access, config, hosts, figures, log };
    return { kind, setup, fingerprint: JSON.stringify([kind, config, hosts, endpoint, figures]) };
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
