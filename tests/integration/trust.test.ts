import { describe, expect, it } from 'vitest';
import type { Database } from '../../lib/db/client.ts';
import type { HostObservation, VmObservation } from '../../lib/model/ports.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { makeContext, TestClock } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { observeBy } from './support/observe-by.ts';
import { simulatedHost, simulatedVm, storeSimulatedCluster } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const world = {
  hosts: [simulatedHost('h1'), simulatedHost('h2')],
  vms: [simulatedVm('a', 'h1'), simulatedVm('b', 'h1'), simulatedVm('c', 'h2')],
};

/** The sample of a host or VM of this moment; null: a gap. */
async function hostSampleAt(db: Database, id: string, at: Date) {
  const rows = await db.$queryRaw<{ cpuUse: number | null; cpuLoad: number | null }[]>`
    SELECT cpu_use AS "cpuUse", cpu_load AS "cpuLoad" FROM samples.host_sample WHERE host_id = ${id}::uuid AND at = ${at}`;
  return rows[0] ?? null;
}

async function vmSampleAt(db: Database, id: string, at: Date) {
  const rows = await db.$queryRaw<{ cores: number | null; memoryUsedMiB: number | null }[]>`
    SELECT cores, memory_used_mib AS "memoryUsedMiB" FROM samples.vm_sample WHERE vm_id = ${id}::uuid AND at = ${at}`;
  return rows[0] ?? null;
}

type Change = (seen: HostObservation) => HostObservation;
const same: Change = (seen) => seen;
const withVmA =
  (change: (vm: VmObservation) => Partial<VmObservation>): Change =>
  (seen) => ({ ...seen, vms: seen.vms.map((vm) => (vm.name === 'a' ? { ...vm, ...change(vm) } : vm)) });

/** Collects a world in which h1 reports something else from now on. Its CPU counters increase unless that changes them. */
async function begin() {
  const { db } = database;
  const clock = new TestClock();
  const made = await storeSimulatedCluster(db, world, clock.now());
  const simulated = made.openDriver(clock);
  const startMs = clock.now().getTime();
  let change = same;
  const driver = observeBy(simulated, async (hostId) => {
    const seen = await simulated.observeHost(hostId);
    const cpuSeconds = 1000 + (clock.now().getTime() - startMs) / 1000;
    const counted = { ...seen, cpuSeconds, vms: seen.vms.map((vm) => ({ ...vm, cpuSeconds })) };
    return hostId === made.hostId('h1') ? change(counted) : counted;
  });
  const ctx = makeContext(db, { clock });
  const clusterId = made.cluster.id;
  const collect = async (times = 1) => {
    for (let i = 0; i < times; i++) {
      clock.pass(15);
      await collectCluster({ ctx, driver, input: { clusterId } });
    }
  };
  const read = async () => {
    const host = await db.host.findUniqueOrThrow({ where: { id: made.hostId('h1') } });
    const vm = await db.vm.findFirstOrThrow({ where: { clusterId, name: 'a' } });
    const at = clock.now();
    return {
      host,
      vm,
      hostSample: await hostSampleAt(db, host.id, at),
      vmSample: await vmSampleAt(db, vm.id, at),
    };
  };
  const become = (next: Change): void => {
    change = next;
  };
  await collect(3);
  return { collect, read, clusterId, clock, become };
}

describe('a VM with a value that is not plausible', () => {
  it.each([
    ['negative CPU', 1, withVmA(() => ({ cpuCoresUsed: -3 })), 'impossible'],
    ['more CPU than it has', 1, withVmA(() => ({ cpuCoresUsed: 7.5 })), 'above-capacity'],
    ['a counter that was reset', 1, withVmA(() => ({ cpuSeconds: 1, cpuCoresUsed: 2 })), 'counter-reset'],
    ['a counter that is stuck', 5, withVmA(() => ({ cpuSeconds: 5000 })), 'stuck'],
  ])(
    '%s: moves neither load nor samples, is marked, and recovers with the next good value',
    async (_, times, change, code) => {
      const { collect, read, become } = await begin();
      const before = await read();
      expect(before.vm.doubts).toEqual([]);
      expect(before.vmSample?.cores).toBeCloseTo(1);
      become(change);
      await collect(times);
      const during = await read();
      expect(during.vm).toMatchObject({ cores: null, doubts: [{ code }] });
      expect(during.vm.demandCores).toBeCloseTo(before.vm.demandCores ?? 0);
      expect(during.host.cpuLoad).toBeCloseTo(before.host.cpuLoad ?? 0);
      expect(during.vmSample).toMatchObject({ cores: null });
      expect(during.hostSample?.cpuLoad).toBeCloseTo(before.hostSample?.cpuLoad ?? 0);
      become((seen) => ({
        ...seen,
        vms: seen.vms.map((vm) => ({ ...vm, cpuSeconds: (vm.cpuSeconds ?? 0) + 10_000 })),
      }));
      await collect();
      const after = await read();
      expect(after.vm.doubts).toEqual([]);
      expect(after.vmSample?.cores).toBeCloseTo(1);
      expect(after.host.cpuLoad).toBeCloseTo(before.host.cpuLoad ?? 0);
    },
  );

  it('more memory than it has: keeps its demand, and its sample has a gap', async () => {
    const { collect, read, become } = await begin();
    const before = await read();
    become(withVmA(() => ({ memoryUsedMiB: 60_000 })));
    await collect();
    const during = await read();
    expect(during.vm.demandMemoryMiB).toBe(before.vm.demandMemoryMiB);
    expect(during.host.memoryLoad).toBeCloseTo(before.host.memoryLoad ?? 0, 3);
    expect(during.vm.doubts).toMatchObject([{ code: 'above-capacity', facts: { measure: 'memoryUsedMiB' } }]);
    expect(during.vmSample).toMatchObject({ memoryUsedMiB: null });
    become(same);
    await collect();
    expect((await read()).vm.doubts).toEqual([]);
  });

  it('a guest that stopped reporting is marked only', async () => {
    const { collect, read, become } = await begin();
    become(withVmA(() => ({ guestReportAgeSeconds: 4000 })));
    await collect();
    const { vm, vmSample } = await read();
    expect(vm.doubts).toMatchObject([{ code: 'guest-silent' }]);
    expect(vmSample?.cores).toBeCloseTo(1);
  });
});

describe('a host with a value that is not plausible', () => {
  it.each([
    [
      'a use above 1',
      1,
      (seen) => ({ ...seen, use: { ...seen.use, cpuBusyFraction: 2.5 } }),
      'use-above-capacity',
    ],
    [
      'a negative use',
      1,
      (seen) => ({ ...seen, use: { ...seen.use, cpuBusyFraction: -1 } }),
      'use-impossible',
    ],
    ['counters that were reset', 1, (seen) => ({ ...seen, cpuSeconds: 1 }), 'counters-reset'],
    ['counters that are stuck', 5, (seen) => ({ ...seen, cpuSeconds: 9000 }), 'counters-stuck'],
  ] satisfies [string, number, Change, string][])(
    '%s: leaves a gap, is marked, and recovers',
    async (_, times, change, code) => {
      const { collect, read, become } = await begin();
      const before = await read();
      expect(before.hostSample?.cpuUse).toBeGreaterThan(0);
      become(change);
      await collect(times);
      const during = await read();
      expect(during.host).toMatchObject({ cpuUse: null, alarms: [{ code }] });
      expect(during.hostSample).toMatchObject({ cpuUse: null });
      expect(during.host.cpuLoad).toBeCloseTo(before.host.cpuLoad ?? 0);
      become((seen) => ({ ...seen, cpuSeconds: (seen.cpuSeconds ?? 0) + 10_000 }));
      await collect();
      const after = await read();
      expect(after.host.alarms).toEqual([]);
      expect(after.hostSample?.cpuUse).toBeGreaterThan(0);
    },
  );

  it('an impossible size: has no sample at all, and is neither source nor destination', async () => {
    const { collect, read, become, clusterId, clock } = await begin();
    become((seen) => ({ ...seen, facts: { ...seen.facts, cpuCores: 0 } }));
    await collect();
    const { host, hostSample } = await read();
    expect(host).toMatchObject({ cpuCores: 8, alarms: [{ code: 'no-cpus' }] });
    expect(hostSample).toBeNull();
    const { hosts } = snapshotOf(await readClusterState(database.db, clusterId), clock.now());
    expect(hosts.map(({ name, state }) => [name, state])).toEqual([
      ['h1', 'offline'],
      ['h2', 'online'],
    ]);
    become(same);
    await collect();
    expect((await read()).hostSample?.cpuLoad).toBeGreaterThan(0);
  });

  it('a clock that jumped by a day: is marked with the offset, and its data counts at our time', async () => {
    const { collect, read, become, clusterId, clock } = await begin();
    become((seen) => ({ ...seen, observedAt: new Date(seen.observedAt.getTime() + 86_400_000) }));
    await collect();
    const { host, hostSample } = await read();
    expect(host.lastSampleAt).toEqual(clock.now());
    expect(host.alarms).toEqual([{ code: 'clock-off', facts: { direction: 'ahead', seconds: 86_400 } }]);
    expect(hostSample?.cpuUse).toBeGreaterThan(0);
    const { hosts } = snapshotOf(await readClusterState(database.db, clusterId), clock.now());
    expect(hosts.map(({ state }) => state)).toEqual(['online', 'online']);
    become(same);
    await collect();
    expect((await read()).host.alarms).toEqual([]);
  });
});

describe('a host that hangs', () => {
  it('delays no sample of another, and becomes unknown with since when and why', async () => {
    const { db } = database;
    const clock = new TestClock();
    const made = await storeSimulatedCluster(db, world, clock.now());
    const simulated = made.openDriver(clock);
    const hang = new Promise<never>(() => undefined);
    let isHanging = false;
    let over = new AbortController();
    const driver = observeBy(simulated, async (hostId) => {
      if (isHanging && hostId === made.hostId('h1')) return hang;
      const seen = await simulated.observeHost(hostId);
      if (isHanging) setImmediate(() => over.abort()); // the time of the reading is over once the other has answered
      return seen;
    });
    const ctx = makeContext(db, { clock });
    const input = { clusterId: made.cluster.id };
    await collectCluster({ ctx, driver, input });
    const goodAt = clock.now();
    isHanging = true;
    for (let i = 0; i < 4; i++) {
      clock.pass(15);
      over = new AbortController();
      const result = await collectCluster({ ctx, driver, input: { ...input, until: over.signal } });
      expect(result).toMatchObject({ hostsObserved: 1, hostsSilent: 1 });
    }
    const hosts = await db.host.findMany({ where: { clusterId: made.cluster.id }, orderBy: { name: 'asc' } });
    expect(hosts).toMatchObject([
      { name: 'h1', connection: 'down', lastSampleAt: goodAt, lastError: { code: 'host-unreachable' } },
      { name: 'h2', connection: 'up', lastSampleAt: clock.now(), lastError: null },
    ]);
    const counts = await Promise.all(
      hosts.map(async ({ id }) => {
        const [row] = await db.$queryRaw<{ count: number }[]>`
          SELECT count(*)::int AS count FROM samples.host_sample WHERE host_id = ${id}::uuid`;
        return row?.count;
      }),
    );
    expect(counts).toEqual([1, 5]);
  });
});
