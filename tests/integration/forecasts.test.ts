import { describe, expect, it } from 'vitest';
import { DriverError } from '../../lib/model/errors.ts';
import { Lesson } from '../../lib/model/lesson.ts';
import { MoveForecast } from '../../lib/model/move-forecast.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { learnFromMoves } from '../../lib/services/forecasts/learn-from-moves.ts';
import { measureWrites } from '../../lib/services/forecasts/measure-writes.ts';
import { migrateVm, rateDestinations } from '../../lib/services/orders/migrate-vm.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { type SimulatedWorld, simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const makeCluster = async (world: SimulatedWorld) => {
  const made = await makeObservedCluster(database.db, world);
  return { ...made, clusterId: made.cluster.id };
};

const world = {
  hosts: [simulatedHost('h1'), simulatedHost('h2')],
  vms: [simulatedVm('traveller', 'h1'), simulatedVm('other', 'h1')],
};

async function travelled(times: number) {
  const made = await makeCluster(world);
  const { ctx, hostId, vmId, finish } = made;
  for (let i = 0; i < times; i++) {
    const toHostId = hostId(i % 2 === 0 ? 'h2' : 'h1');
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('traveller'), toHostId } });
    await finish(runId);
  }
  return made;
}

describe('a stored plan', () => {
  it('keeps the whole forecast of each move', async () => {
    const { ctx, hostId, vmId } = await makeCluster(world);
    const input = { vmId: await vmId('traveller'), toHostId: hostId('h2') };
    const { runId } = await migrateVm({ ctx, input });
    const [move] = await ctx.db.move.findMany({ where: { runId } });
    const forecast = MoveForecast.parse(move?.forecast);
    expect(forecast).toMatchObject({ converges: true, basis: 'assumed' });
    expect(move?.predictedSeconds).toBe(forecast.seconds);
    expect(forecast.transferredMiB).toBeGreaterThan(0);
  });
});

describe('finished moves', () => {
  it('are learned once each, and the next forecast is based on them', async () => {
    const { ctx, clusterId, hostId, vmId, clock } = await travelled(6);
    expect(await learnFromMoves({ ctx, input: { clusterId } })).toBe(6);
    expect(await learnFromMoves({ ctx, input: { clusterId } })).toBe(0);
    const lessons = await ctx.db.move.findMany({ where: { run: { clusterId } }, select: { lesson: true } });
    expect(lessons.map(({ lesson }) => Lesson.parse(lesson).isDone)).toEqual(Array(6).fill(true));

    const state = await readClusterState(ctx.db, clusterId);
    const { links = [], vms } = snapshotOf(state, clock.now());
    expect(links.length).toBeGreaterThanOrEqual(3); // one for each direction, and one for the cluster
    expect(links.every((link) => (link.bandwidthMiBps ?? 0) > 0)).toBe(true);
    const traveller = await vmId('traveller');
    expect(vms.find((vm) => vm.id === traveller)?.touchedMiB).toBeGreaterThan(0);

    const toHostId = hostId('h2');
    const { runId } = await migrateVm({ ctx, input: { vmId: await vmId('traveller'), toHostId } });
    const [move] = await ctx.db.move.findMany({ where: { runId } });
    expect(MoveForecast.parse(move?.forecast).basis).toBe('learned');
    const took = await ctx.db.move.findFirst({ where: { run: { clusterId }, state: 'done' } });
    const tookSeconds = (took?.durationMs ?? 0) / 1000;
    expect(Math.abs((move?.predictedSeconds ?? 0) / tookSeconds - 1)).toBeLessThan(0.3);
  });

  it('determine the basis of the forecast that the dialog shows', async () => {
    const { ctx, clusterId, vmId } = await travelled(6);
    await learnFromMoves({ ctx, input: { clusterId } });
    const { ratings } = await rateDestinations({ ctx, input: { vmId: await vmId('traveller') } });
    expect(ratings[0]).toMatchObject({ basis: 'learned', live: { converges: true, deadlock: null } });
  });
});

describe('measuring write rates', () => {
  /** The driver of a hypervisor that does not report the working set, so that write rates must be measured on request. */
  function asking(driver: HypervisorDriver, fails = false) {
    const asked: string[][] = [];
    const measureDirtyRates = async (_hostId: string, vmUuids: string[]) => {
      if (fails) throw new DriverError('unsupported', 'it cannot', {});
      asked.push(vmUuids);
    };
    return { asked, driver: { ...driver, measureDirtyRates } };
  }

  it('measures a few VMs of a host at a time, in turn, and none in flight', async () => {
    const made = await makeCluster({
      ...world,
      vms: ['a', 'b', 'c', 'd'].map((name) => simulatedVm(name, 'h1')),
    });
    const { ctx, clusterId, clock, hostId, vmId } = made;
    await ctx.db.vm.updateMany({ where: { clusterId }, data: { workingSetMiB: null } });
    await ctx.db.vm.updateMany({ where: { clusterId, name: 'd' }, data: { state: 'stopped' } });
    await migrateVm({ ctx, input: { vmId: await vmId('c'), toHostId: hostId('h2') } });
    await ctx.db.move.updateMany({ where: { vmId: await vmId('c') }, data: { state: 'migrating' } });
    const { asked, driver } = asking(made.driver);
    expect(await measureWrites({ ctx, driver, input: { clusterId } })).toBe(2);
    expect(await measureWrites({ ctx, driver, input: { clusterId } })).toBe(0); // both measurements are recent
    clock.pass(3600);
    expect(await measureWrites({ ctx, driver, input: { clusterId } })).toBe(2);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toEqual(asked[1]);
    clock.pass(-7 * 24 * 3600); // a measurement with a time in the future comes from a clock that was wrong
    expect(await measureWrites({ ctx, driver, input: { clusterId } })).toBe(2);
  });

  it('skips a host that cannot measure', async () => {
    const made = await makeCluster(world);
    await made.ctx.db.vm.updateMany({ data: { workingSetMiB: null } });
    const { driver } = asking(made.driver, true);
    expect(await measureWrites({ ctx: made.ctx, driver, input: { clusterId: made.clusterId } })).toBe(0);
  });
});
