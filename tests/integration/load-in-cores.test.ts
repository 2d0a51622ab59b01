import { beforeAll, describe, expect, test } from 'vitest';
import { withOwnPolicy } from '../../lib/db/policies.ts';
import { readVmAverages } from '../../lib/db/samples.ts';
import { hostLoads } from '../../lib/engine/figures.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { readSeries } from '../../lib/services/series/read-series.ts';
import { evenSeries } from '../../lib/views/series/even-series.ts';
import { makeContext } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { type RunSql, upgradeFilled } from './support/upgrade.ts';

const at = new Date('2026-11-28T12:00:00Z');
const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** The figures that the previous release stored: MHz, by the clock that each host reported first. h1 was idle then. */
const hosts = [
  { id: id(1), name: 'h1', mhz: 800, reserveMhz: 1600, reserveMiB: 4096 },
  { id: id(2), name: 'h2', mhz: 3600, reserveMhz: 0, reserveMiB: 0 },
];
const vms = [
  { id: id(11), host: 1, demandMhz: 12_000, samples: [8000, 16_000] },
  { id: id(12), host: 2, demandMhz: 14_400, samples: [14_400] },
  { id: id(13), host: 2, demandMhz: null, samples: [] },
];
const CORES = 32;
const MIB = 262_144;

/** The rows of the previous release. */
async function fill(run: RunSql): Promise<void> {
  await run(`INSERT INTO cluster (id, name, driver) VALUES ($1, 'prod', 'libvirt')`, [id(0)]);
  for (const { name, mhz, reserveMhz, reserveMiB, id: hostId } of hosts) {
    await run(
      `INSERT INTO host (id, cluster_id, name, uri, connection, last_sample_at, cpu_cores, core_mhz, memory_mib, reserve_cpu_mhz, reserve_memory_mib)
       VALUES ($1, $2, $3, $3, 'up', $4, $5, $6, $7, $8, $9)`,
      [hostId, id(0), name, at, CORES, mhz, MIB, reserveMhz, reserveMiB],
    );
  }
  await run(`CREATE TABLE samples.vm_sample_20261128 PARTITION OF samples.vm_sample
             FOR VALUES FROM ('2026-11-28') TO ('2026-11-29')`);
  for (const vm of vms) {
    await run(
      `INSERT INTO vm (id, cluster_id, uuid, name, host_id, state, vcpus, memory_mib, demand_cpu_mhz, cpu_mhz, seen_at)
       VALUES ($1, $2, $3, $3, $4, 'running', 4, 8192, $5, $5, $6)`,
      [vm.id, id(0), `vm-${vm.id}`, id(vm.host), vm.demandMhz, at],
    );
    for (const [index, mhz] of vm.samples.entries()) {
      const when = new Date(at.getTime() - (index + 1) * 60_000);
      await run('INSERT INTO samples.vm_sample (vm_id, at, cpu_mhz) VALUES ($1, $2, $3)', [vm.id, when, mhz]);
    }
  }
}

// hosts that were idle when they were first seen: after hashicorp/nomad#4258
describe('an upgrade of a database whose figures depend on reported clocks', () => {
  const database = withTestDatabase({ empty: true });
  beforeAll(() => upgradeFilled(database.url, '_load_in_cores', fill));

  test('keeps the loads, and gives the default reserve to a host for which none was set', async () => {
    const loads = hostLoads(snapshotOf(await readClusterState(database.db, id(0)), at));
    expect(loads.find((load) => load.hostId === id(1))?.cpu).toBeCloseTo(12_000 / (CORES * 800 - 1600), 9);
    const kept = CORES * 0.025;
    expect(loads.find((load) => load.hostId === id(2))?.cpu).toBeCloseTo(14_400 / 3600 / (CORES - kept), 9);
  });

  test('keeps reserves and demands, converted to cores', async () => {
    const stored = await database.db.host.findMany({ orderBy: { name: 'asc' }, include: withOwnPolicy });
    expect(stored).toMatchObject([
      { policy: { patch: { reserveCores: 2, reserveMemoryMiB: 4096 } }, knowsClock: false },
      { policy: null },
    ]);
    const demands = await database.db.vm.findMany({ orderBy: { id: 'asc' }, select: { demandCores: true } });
    expect(demands.map((vm) => vm.demandCores)).toEqual([15, 4, null]);
  });

  test('gives a VM on another host the load that it will cause there', async () => {
    const snapshot = snapshotOf(await readClusterState(database.db, id(0)), at);
    const moved = {
      ...snapshot,
      vms: snapshot.vms.map((vm) => (vm.id === id(12) ? { ...vm, hostId: id(1) } : vm)),
    };
    // 15 + 4 busy cores of the 30 that the reserve leaves
    expect(hostLoads(moved).find((load) => load.hostId === id(1))?.cpu).toBeCloseTo(19 / 30, 9);
  });

  test('does not change any load when a clock is corrected', async () => {
    const before = hostLoads(snapshotOf(await readClusterState(database.db, id(0)), at));
    await database.db.host.updateMany({ where: { name: 'h1' }, data: { enteredCoreMhz: 3600 } });
    const after = hostLoads(snapshotOf(await readClusterState(database.db, id(0)), at));
    after.forEach((load, index) => {
      expect(load.cpu).toBeCloseTo(before[index]?.cpu ?? Number.NaN, 9);
    });
  });

  test('reads samples in MHz and in cores as one series', async () => {
    const { db } = database;
    await db.$executeRaw`INSERT INTO samples.vm_sample (vm_id, at, cores) VALUES (${id(11)}::uuid, ${at}, 6)`;
    const window = { vmIds: vms.map((vm) => vm.id), from: new Date(at.getTime() - 3_600_000), to: at };
    const averages = await readVmAverages(db, window);
    expect(averages.get(id(11))).toBeCloseTo((10 + 20 + 6) / 3, 5);
    expect(averages.get(id(12))).toBeCloseTo(4, 5);
    expect(averages.has(id(13))).toBe(false);
    const minutes = { from: new Date(at.getTime() - 180_000), to: at, bucketSeconds: 60 };
    const series = await readSeries({
      ctx: makeContext(db),
      input: { kind: 'vm', objectIds: [id(11)], measures: ['cores'], window: minutes },
    });
    const [buckets] = series.values();
    expect(buckets && evenSeries(buckets, 0).means).toEqual([null, 20, 10, 6]);
  });
});
