import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../lib/model/clock.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { startWorker } from '../../lib/worker/start-worker.ts';
import { makeContext, personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { simulatedHost, simulatedVm, storeSimulatedCluster } from './support/simulated-cluster.ts';

const database = withTestDatabase();
/** Real time, since the test is about the queue waking up workers. No duration is asserted. */
const clock: Clock = { now: () => new Date() };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const patience = { timeout: 170_000, interval: 100 };

describe('two workers on one database', () => {
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    for (let i = 0; i < 2; i++)
      stops.push(await startWorker({ url: database.productUrl, clock, log: quiet }));
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
    expect(await database.db.workerHeartbeat.count()).toBe(0);
  });

  it('collect a cluster without being triggered, and carry out a run once, even if one of them stops midway', async () => {
    const { db } = database;
    const world = {
      hosts: [simulatedHost('h1'), simulatedHost('h2')],
      vms: [simulatedVm('a', 'h1', { memoryMiB: 8192 })],
    };
    const { cluster, hostId } = await storeSimulatedCluster(db, world, clock.now(), { intervalSeconds: 1 });
    const vm = await vi.waitFor(() => db.vm.findFirstOrThrow({ where: { clusterId: cluster.id } }), patience);
    await vi.waitFor(async () => {
      const host = await db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
      expect(host.cpuLoad).toBeGreaterThan(0);
    }, patience);

    const ctx = makeContext(db, { actor: personWith('operator') });
    const { runId } = await migrateVm({
      ctx: { ...ctx, clock },
      input: { vmId: vm.id, toHostId: hostId('h2') },
    });
    await vi.waitFor(async () => {
      expect(await db.simulatorCommand.count({ where: { clusterId: cluster.id } })).toBe(1); // the move is ordered
    }, patience);
    await stops.shift()?.();
    await vi.waitFor(async () => {
      expect(await db.run.findUnique({ where: { id: runId } })).toMatchObject({ state: 'succeeded' });
    }, patience);
    expect(await db.move.findFirst({ where: { runId } })).toMatchObject({ state: 'done', toHostName: 'h2' });
    const started = await db.simulatorCommand.count({ where: { clusterId: cluster.id } });
    expect(started).toBe(1);
  });
});
