import type { Database } from '../../../lib/db/client.ts';
import { BallastError } from '../../../lib/model/errors.ts';
import type { HypervisorDriver } from '../../../lib/model/ports.ts';
import { systemClock } from '../../../lib/platform/clock.ts';
import type { Context } from '../../../lib/services/context.ts';
import { leaveMaintenance } from '../../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHost } from '../../../lib/services/orders/evacuate-hosts.ts';
import { until } from '../../bench/executor/until.ts';
import {
  simulatedHost,
  simulatedVm,
  storeSimulatedCluster,
} from '../../integration/support/simulated-cluster.ts';

/** A simulated cluster whose hosts are evacuated one after another. */
export interface LoadedCluster {
  id: string;
  driver: HypervisorDriver;
  hostIds: string[];
  vms: number;
}

const HOSTS = ['h1', 'h2', 'h3', 'h4'];

/** Clusters of four hosts that are observed every two seconds. `speed`: of their migrations. */
export async function storeClusters(db: Database, count: number, speed: number): Promise<LoadedCluster[]> {
  const clusters: LoadedCluster[] = [];
  for (let i = 0; i < count; i++) {
    const vms = HOSTS.flatMap((host) =>
      [1, 2, 3].map((n) => simulatedVm(`vm-${host}-${n}`, host, { memoryMiB: 2048 * n })),
    );
    const world = { speed, hosts: HOSTS.map((name) => simulatedHost(name)), vms };
    const more = { intervalSeconds: 2 };
    const { cluster, hostId, openDriver } = await storeSimulatedCluster(db, world, systemClock.now(), more);
    const driver = openDriver(systemClock);
    clusters.push({ id: cluster.id, driver, hostIds: HOSTS.map(hostId), vms: vms.length });
  }
  return clusters;
}

/** Keeps evacuations running in clusters, as people order them. */
export class Load {
  private readonly ctx: Context;
  private readonly next = new Map<string, number>();

  constructor(
    db: Database,
    readonly clusters: readonly LoadedCluster[],
  ) {
    this.ctx = { db, clock: systemClock, actor: { kind: 'system', name: 'command line' } };
  }

  /** Resolves when every VM was observed. */
  async observed(): Promise<void> {
    for (const { id, vms } of this.clusters)
      await until('every VM is observed', async () => {
        const seen = await this.ctx.db.vm.count({ where: { clusterId: id } });
        return seen === vms || null;
      });
  }

  /** Orders an evacuation wherever none is in progress; then waits until a VM is on its way. */
  async keepBusy(): Promise<void> {
    const { db } = this.ctx;
    for (const cluster of this.clusters) {
      const open = await db.run.count({ where: { clusterId: cluster.id, finishedAt: null } });
      if (open === 0) await this.evacuateNext(cluster);
    }
    await until('a VM is on its way', async () => {
      const moving = await db.move.count({ where: { state: 'migrating' } });
      return moving > 0 || (await this.open()) === 0 || null;
    });
  }

  /** How many moves have ended. */
  ended(): Promise<number> {
    return this.ctx.db.move.count({ where: { finishedAt: { not: null } } });
  }

  /** Resolves when more moves have ended than `before`, or nothing is left to do. */
  async goesOn(before: number): Promise<void> {
    await until(
      'the work goes on',
      async () => (await this.ended()) > before || (await this.open()) === 0 || null,
    );
  }

  /** Resolves when no run is open. */
  async finish(): Promise<void> {
    await until('every run has ended', async () => (await this.open()) === 0 || null);
  }

  private open(): Promise<number> {
    return this.ctx.db.run.count({ where: { finishedAt: null } });
  }

  private async evacuateNext({ id, hostIds }: LoadedCluster): Promise<void> {
    const turn = this.next.get(id) ?? 0;
    this.next.set(id, turn + 1);
    const [before, hostId] = [hostIds[(turn + 3) % 4], hostIds[turn % 4]];
    const ctx = this.ctx;
    if (before && turn > 0) await leaveMaintenance({ ctx, input: { hostId: before } });
    if (!hostId) return;
    await until('the evacuation is ordered', async () => {
      try {
        return await evacuateHost({ ctx, input: { hostId } });
      } catch (error) {
        if (error instanceof BallastError) return null; // the host was not observed for a moment
        throw error;
      }
    });
  }
}
