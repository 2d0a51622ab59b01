import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDatabase, type Database } from '../../lib/db/client.ts';
import { PRODUCT_ROLE } from '../../lib/db/product-role.ts';
import { createMemoryLog } from '../../lib/drivers/simulator/memory-log.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { advanceRuns } from '../../lib/services/runs/advance-run.ts';
import { until } from '../bench/executor/until.ts';
import { makeContext, TestClock } from '../integration/support/context.ts';
import { databaseAt } from '../integration/support/database-url.ts';
import { Forwarder } from '../integration/support/forwarder.ts';
import {
  simulatedHost,
  simulatedVm,
  storeSimulatedCluster,
} from '../integration/support/simulated-cluster.ts';
import { makeTemplate, TEMPLATE } from '../integration/support/template-database.ts';
import { DebianPostgres, missingPostgres } from './support/debian-postgres.ts';
import { Fleet } from './support/fleet.ts';
import { findFaults } from './support/ledger.ts';
import { Load, storeClusters } from './support/load.ts';

if (missingPostgres) console.warn(`A standby that takes over is not tested: ${missingPostgres}.`);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ballast-failover-'));
fs.chmodSync(folder, 0o711);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A primary and its standby, and the two addresses that move or break: of the primary for Ballast, and for the standby. */
async function openPair(name: string) {
  const primary = await DebianPostgres.create(path.join(folder, `${name}-primary`));
  await primary.query(`CREATE ROLE ${PRODUCT_ROLE} LOGIN`);
  await makeTemplate(primary.url('postgres'));
  const replication = await Forwarder.open(primary.port);
  const standby = await DebianPostgres.follow(path.join(folder, `${name}-standby`), replication.port);
  const address = await Forwarder.open(primary.port);
  const ownerUrl = databaseAt(address.in(primary.url('postgres')), TEMPLATE);
  const url = ownerUrl.replace('//postgres@', `//${PRODUCT_ROLE}@`);
  const db = connectDatabase(ownerUrl, 6);
  /** The primary is gone, for as long as it takes to notice that; then the standby takes its place. */
  const failOver = async (): Promise<void> => {
    await primary.kill();
    address.moveTo(null);
    await standby.promote();
    address.moveTo(standby.port);
  };
  const close = async (): Promise<void> => {
    await db.$disconnect();
    await address.close();
    await replication.close();
    await Promise.all([primary.kill(), standby.kill()]);
  };
  return { primary, standby, replication, url, db, failOver, close };
}
type Pair = Awaited<ReturnType<typeof openPair>>;

describe.skipIf(missingPostgres !== null)(
  'a synchronous standby that takes over while hosts are evacuated',
  () => {
    let pair: Pair;
    let fleet: Fleet;
    let load: Load;

    beforeAll(async () => {
      pair = await openPair('sync');
      await pair.primary.waitForStandby();
      load = new Load(pair.db, await storeClusters(pair.db, 2, 4));
      fleet = await Fleet.start(pair.db, { url: pair.url, folder, workers: 2, webs: 1 });
      await load.observed();
    });
    afterAll(async () => {
      await fleet.stop();
      await pair.close();
    });

    it('loses nothing: workers and web continue by themselves', async () => {
      await load.keepBusy();
      await pair.failOver();
      await load.finish();
      await until('the web answers', async () => (await fleet.answers('web-1')) || null);
      await fleet.hearsChange('web-1');
      expect(await findFaults(pair.db, load.clusters)).toEqual([]);
    });

    it('and what is ordered afterwards is carried out', async () => {
      const before = await load.ended();
      await load.keepBusy();
      await load.finish();
      expect(await load.ended()).toBeGreaterThan(before);
      expect(await findFaults(pair.db, load.clusters)).toEqual([]);
    });
  },
);

describe.skipIf(missingPostgres !== null)('a standby that takes over without the last commits', () => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await openPair('async');
  });
  afterAll(() => pair.close());

  it('finds at the hypervisor what it does not know, and orders nothing twice', async () => {
    const { db } = pair;
    const clusters = {
      inProgress: await evacuating(db),
      finished: await evacuating(db),
      neverOrdered: await evacuating(db),
    };
    const { inProgress, finished, neverOrdered } = clusters;
    await inProgress.order();
    await finished.order();
    await pair.standby.catchUp(pair.primary);
    pair.replication.freeze();
    await inProgress.tick();
    await finished.carryOut();
    expect(await finished.state()).toEqual({ runs: ['succeeded'], mode: 'maintenance' });
    await neverOrdered.order();
    await neverOrdered.tick();

    await pair.failOver();
    await until('the database is there', async () => await db.run.count().catch(() => null));
    expect(await finished.state()).toEqual({ runs: ['waiting'], mode: 'draining' });
    expect(await neverOrdered.state()).toEqual({ runs: [], mode: 'active' });
    for (const each of [inProgress, finished]) {
      await each.carryOut();
      expect(await each.state()).toEqual({ runs: ['succeeded'], mode: 'maintenance' });
    }
    // an order that is lost with its transaction is lost: its moves count as those of somebody else
    for (let i = 0; i < 40; i++) await neverOrdered.observe();
    expect(await neverOrdered.state()).toEqual({ runs: [], mode: 'active' });
    for (const each of Object.values(clusters)) {
      expect(await each.orderedTwice()).toEqual([]);
      expect(await each.stored()).toEqual(await each.real());
    }
  });
});

/** A cluster whose hypervisors remember by themselves, and whose first host is to be emptied, under a clock of the test. */
async function evacuating(db: Database) {
  const clock = new TestClock();
  const world = {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: ['a', 'b', 'c', 'd'].map((name) => simulatedVm(name, 'h1')),
  };
  const { cluster, hostId, openDriver } = await storeSimulatedCluster(db, world, clock.now());
  const log = createMemoryLog();
  const driver = openDriver(clock, log);
  const ctx = makeContext(db, { clock });
  const clusterId = cluster.id;
  const emptied = hostId('h1');
  const observe = async (): Promise<void> => {
    clock.pass(15);
    await collectCluster({ ctx, driver, input: { clusterId, isAsked: true } });
  };
  await observe();
  await observe();
  const tick = () => advanceRuns({ ctx, driver, input: { clusterId } });
  const vms = () => db.vm.findMany({ where: { clusterId }, orderBy: { name: 'asc' } });
  return {
    observe,
    tick,
    order: () => evacuateHost({ ctx, input: { hostId: emptied } }),
    carryOut: async (): Promise<void> => {
      for (let i = 0; i < 400; i++) {
        if (!(await tick()).isLeft) return;
        clock.pass(0.5);
        if (i % 30 === 29) await observe();
      }
      throw new Error('the run did not end');
    },
    state: async () => {
      const runs = await db.run.findMany({ where: { clusterId } });
      const { mode } = await db.host.findUniqueOrThrow({ where: { id: emptied } });
      return { runs: runs.map(({ state }) => state), mode };
    },
    orderedTwice: async (): Promise<string[]> => {
      const started = (await log.read(0)).flatMap(({ body }) =>
        typeof body === 'object' && body !== null && 'vmName' in body ? [String(body.vmName)] : [],
      );
      return started.filter((name, i) => started.indexOf(name) !== i);
    },
    stored: async () => (await vms()).map(({ name, hostId: at }) => [name, at]),
    real: async () =>
      Promise.all(
        (await vms()).map(async ({ name, uuid }) => {
          const places = await driver.locateVm(
            uuid,
            cluster.hosts.map(({ id }) => id),
          );
          return [name, places.find(({ state }) => state === 'running')?.hostId];
        }),
      ),
  };
}
