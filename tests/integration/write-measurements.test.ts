import { expect, it } from 'vitest';
import type { ReportedWrites } from '../../lib/model/measured-writes.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { dirtiedMiB } from '../../lib/precopy/writes.ts';
import { learnFromMeasurements } from '../../lib/services/forecasts/learn-from-measurements.ts';
import { learnFromMoves } from '../../lib/services/forecasts/learn-from-moves.ts';
import { measureWrites } from '../../lib/services/forecasts/measure-writes.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const WRITES = { dirtyMiBps: 24, workingSetMiB: 96 };

/** A cluster whose hypervisor does not report the working set, and measures writes exactly. */
async function makeMeasured(names: string[]) {
  const world = {
    hosts: [simulatedHost('h1'), simulatedHost('h2')],
    vms: names.map((name) => simulatedVm(name, 'h1')),
  };
  const made = await makeObservedCluster(database.db, world);
  const { ctx, clock, cluster } = made;
  const results = new Map<string, ReportedWrites>();
  const asked: { seconds: number; vms: number }[] = [];
  const driver: HypervisorDriver = {
    ...made.driver,
    abilities: { ...made.driver.abilities, dirtyRate: true },
    measureDirtyRates: async (_, vmUuids, seconds) => {
      asked.push({ seconds, vms: vmUuids.length });
      const dirtied = dirtiedMiB(WRITES.dirtyMiBps, WRITES.workingSetMiB, seconds, 'sweep');
      for (const uuid of vmUuids)
        results.set(uuid, { key: clock.now().getTime(), seconds, dirtiedMiB: dirtied });
    },
    observeCluster: async (hostIds) => {
      const seen = await made.driver.observeCluster(hostIds);
      for (const reading of seen.hosts)
        if ('observation' in reading)
          reading.observation.vms = reading.observation.vms.map((vm) => ({
            ...vm,
            workingSetMiB: null,
            measuredWrites: results.get(vm.uuid) ?? null,
          }));
      return seen;
    },
  };
  await ctx.db.vm.updateMany({ where: { clusterId: cluster.id }, data: { workingSetMiB: null } });
  const input = { clusterId: cluster.id };
  const round = async (seconds = 20): Promise<void> => {
    clock.pass(seconds);
    await collectCluster({ ctx, driver, input });
    await learnFromMoves({ ctx, input });
    await learnFromMeasurements({ ctx, input });
    await measureWrites({ ctx, driver, input });
  };
  const rounds = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await round();
  };
  const vmOf = async (name: string) => ctx.db.vm.findFirstOrThrow({ where: { ...input, name } });
  const snapshotVm = async (name: string) => {
    const snapshot = snapshotOf(await readClusterState(ctx.db, cluster.id), clock.now());
    const { id } = await vmOf(name);
    return present(
      snapshot.vms.find((vm) => vm.id === id),
      name,
    );
  };
  return { ...made, asked, results, round, rounds, vmOf, snapshotVm };
}

it('measures a new VM over several lengths, and then knows its rate, working set and pattern', async () => {
  const { asked, rounds, snapshotVm, vmOf } = await makeMeasured(['writer']);
  await rounds(2);
  expect((await vmOf('writer')).learned).toBeNull(); // one measurement cannot tell the two apart
  await rounds(14);
  expect(asked.map(({ seconds }) => seconds)).toEqual([1, 2, 4, 8, 16, 1, 2, 4, 8, 16, 1, 2, 4, 8, 16]);
  const vm = await snapshotVm('writer');
  expect(vm.writePattern).toBe('sweep');
  expect(Math.abs((vm.dirtyMiBps ?? 0) / WRITES.dirtyMiBps - 1)).toBeLessThan(0.05);
  expect(Math.abs((vm.workingSetMiB ?? 0) / WRITES.workingSetMiB - 1)).toBeLessThan(0.1);
});

it('measures a known VM again after half an hour, once', async () => {
  const { asked, rounds, round } = await makeMeasured(['writer']);
  await rounds(20);
  const before = asked.length;
  await round(1799 - 5 * 20);
  expect(asked).toHaveLength(before);
  await round(60);
  await rounds(3);
  expect(asked).toHaveLength(before + 1);
});

it('measures few VMs of a host at a time, those first of which it knows least', async () => {
  const { asked, rounds, ctx, cluster } = await makeMeasured(['a', 'b', 'c', 'd', 'e', 'f']);
  await rounds(3);
  expect(asked.every(({ vms }) => vms <= 4)).toBe(true);
  const measured = await ctx.db.writeMeasurement.groupBy({
    by: ['vmId'],
    where: { vm: { clusterId: cluster.id } },
    _count: true,
  });
  expect(measured).toHaveLength(6);
});

it('stores a measurement once, although it is reported until the next', async () => {
  const { round, rounds, vmOf, ctx, results } = await makeMeasured(['writer']);
  await rounds(2);
  const { id, uuid } = await vmOf('writer');
  const last = present(results.get(uuid), 'measurement');
  const count = () => ctx.db.writeMeasurement.count({ where: { vmId: id, key: last.key } });
  await round();
  await round();
  expect(await count()).toBe(1);
});

it('does not ask again and again for a VM whose measurement never arrives', async () => {
  const { asked, rounds, results } = await makeMeasured(['mute']);
  results.set = () => results;
  await rounds(10);
  expect(asked).toHaveLength(1);
});

it('believes the migrations of a VM more than measurements', async () => {
  const { rounds, finish, ctx, vmOf, hostId, asked } = await makeMeasured(['traveller']);
  await rounds(16);
  expect((await vmOf('traveller')).learned).toMatchObject({ isMeasured: true });
  const { id } = await vmOf('traveller');
  const { runId } = await migrateVm({ ctx, input: { vmId: id, toHostId: hostId('h2') } });
  await finish(runId);
  await rounds(2);
  const { learned } = await vmOf('traveller');
  expect(learned).toMatchObject({ touchedMiB: expect.any(Number) });
  expect(learned?.isMeasured).toBeUndefined();
  expect(asked.at(-1)?.seconds).toBe(16); // not due before half an hour has passed
});

it('keeps the measurements of twelve hours', async () => {
  const { rounds, round, ctx, vmOf } = await makeMeasured(['writer']);
  await rounds(16);
  const { id } = await vmOf('writer');
  for (let i = 0; i < 26; i++) await round(1801);
  const kept = await ctx.db.writeMeasurement.findMany({ where: { vmId: id }, orderBy: { at: 'asc' } });
  const [oldest, newest] = [kept[0], kept.at(-1)];
  const hours = ((newest?.at.getTime() ?? 0) - (oldest?.at.getTime() ?? 0)) / 3_600_000;
  expect(hours).toBeGreaterThan(11);
  expect(hours).toBeLessThanOrEqual(12);
});
