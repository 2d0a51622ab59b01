import { expect, it } from 'vitest';
import type { DriverAbilities } from '../../lib/model/driver-traits.ts';
import { learnFromMoves } from '../../lib/services/forecasts/learn-from-moves.ts';
import { measureWrites } from '../../lib/services/forecasts/measure-writes.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { readMoveTracks } from '../../lib/views/job/read-move-track.ts';
import { limitDriver } from '../contract/limited-driver.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

/** Like a hypervisor that moves VMs by itself, reports progress, and accepts no options. */
const fractionOnly: DriverAbilities = {
  cap: false,
  rounds: false,
  showsIncoming: false,
  forceCompletion: [],
  throttle: false,
  samples: false,
  localDisks: false,
  dirtyRate: false,
  maintenance: false,
  cancel: true,
  quickKind: false,
  autostart: false,
  steps: false,
  restart: false,
  power: [],
  testGuest: false,
};

const database = withTestDatabase();

/**
 * A move of 8 GiB at a tenth of the link speed, so that progress is read during the move, in a cluster whose policy
 * sets a bandwidth limit and throttling.
 */
async function begin() {
  const made = await makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2')],
    vms: [simulatedVm('a', 'h1', { memoryMiB: 8192 })],
  });
  const { ctx, cluster, hostId, vmId } = made;
  await sayPolicy(ctx.db, cluster.id, { bandwidthCapMiBps: 200, onStall: 'throttle' });
  const driver = limitDriver(made.driver, fractionOnly, () => 100);
  const input = { vmId: await vmId('a'), toHostId: hostId('h2') };
  const { runId } = await migrateVm({ ctx, input });
  return { ...made, driver, runId };
}

it('orders nothing that the driver does not support, and completes the move', async () => {
  const { ctx, driver, runId, finish, places } = await begin();
  await finish(runId, driver);
  expect(await ctx.db.move.findFirstOrThrow({ where: { runId } })).toMatchObject({
    state: 'done',
    code: null,
  });
  expect(await places()).toEqual({ a: 'h2' });
});

it('shows progress and duration, and shows other figures as unknown', async () => {
  const { ctx, clock, driver, runId, cluster, finish } = await begin();
  const seen: (number | null)[] = [];
  const watched = {
    ...driver,
    readMigration: async (ref: Parameters<typeof driver.readMigration>[0]) => {
      const [move] = (await readJob({ ctx, input: { runId } })).moves;
      if (move?.progress) seen.push(move.percent);
      if (move?.progress) expect(move).toMatchObject({ round: null, copiedBytes: null });
      if ((move?.percent ?? 0) > 5) expect(move?.leftMs).toBeGreaterThan(0);
      return driver.readMigration(ref);
    },
  };
  await finish(runId, watched);
  expect(seen.length).toBeGreaterThan(10);
  expect(seen).toEqual([...seen].sort((a, b) => (a ?? 0) - (b ?? 0)));
  expect(Math.max(...seen.map((percent) => percent ?? 0))).toBeGreaterThan(50);
  expect(await readMoveTracks({ ctx, input: { runId } })).toEqual([]);
  clock.pass(1);
  expect(await learnFromMoves({ ctx, input: { clusterId: cluster.id } })).toBe(1);
});

it('does not request measurements that the driver does not support', async () => {
  const { ctx, driver, cluster } = await begin();
  await ctx.db.vm.updateMany({ where: { clusterId: cluster.id }, data: { workingSetMiB: null } });
  const never = { ...driver, measureDirtyRates: () => Promise.reject(new Error('it was asked')) };
  expect(await measureWrites({ ctx, driver: never, input: { clusterId: cluster.id } })).toBe(0);
});
