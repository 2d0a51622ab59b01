import type { Database } from '../../lib/db/client.ts';
import { DriverError } from '../../lib/model/errors.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import type { Context } from '../../lib/services/context.ts';
import { connectEndpoint, contextWith } from '../integration/support/connected-endpoint.ts';
import { entryOf, startVcenter, type Vcenter } from '../vcenter/vcenter.ts';

export const HOSTS = 3;
const VMS = 8;

/** What becomes of the next order that Ballast sends. It is carried out in either case. */
type Mishap = 'killed' | 'answer-lost';

/** The process of Ballast ended at this point. */
export class Killed extends Error {}

/** A vCenter of its own with one cluster, connected to Ballast, whose clock may be moved forward. */
export interface World {
  vcenter: Vcenter;
  ctx: Context;
  clusterId: string;
  /** The driver of the process of Ballast that runs now. */
  driver(): HypervisorDriver;
  collect(): Promise<unknown>;
  /** Ballast is started again. */
  restart(): Promise<void>;
  /** The next order meets this. */
  arm(mishap: Mishap): void;
  /** Later for Ballast: times of waiting pass, which are minutes. */
  pass(seconds: number): void;
  close(): Promise<void>;
}

export async function openWorld(db: Database): Promise<World> {
  const vcenter = await startVcenter({ clusters: 1, hosts: HOSTS, vms: VMS });
  let aheadMs = 0;
  const ctx: Context = { ...contextWith(db), clock: { now: () => new Date(Date.now() + aheadMs) } };
  const connected = await connectEndpoint(ctx, entryOf(vcenter));
  let armed: Mishap | null = null;
  const withMishap = (driver: HypervisorDriver): HypervisorDriver => ({
    ...driver,
    startMigration: async (order) => {
      await driver.startMigration(order);
      const mishap = armed;
      armed = null;
      if (mishap === 'killed') throw new Killed('the process ended');
      if (mishap === 'answer-lost') throw new DriverError('host-unreachable', 'the answer was lost', {});
    },
  });
  return {
    vcenter,
    ctx,
    clusterId: connected.clusterId,
    driver: () => withMishap(connected.driver()),
    collect: connected.collect,
    restart: connected.restart,
    arm: (mishap) => {
      armed = mishap;
    },
    pass: (seconds) => {
      aheadMs += seconds * 1000;
    },
    close: async () => {
      await connected.close();
      await vcenter.close();
      await db.cluster.deleteMany();
      await db.endpoint.deleteMany();
    },
  };
}
