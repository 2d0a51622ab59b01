import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openWorld } from '../../lib/drivers/simulator/client.ts';
import { SimulatorConfig } from '../../lib/drivers/simulator/config.ts';
import { stateOfVm } from '../../lib/drivers/simulator/world/power.ts';
import { BallastError } from '../../lib/model/errors.ts';
import type { HypervisorDriver, RestartOrder } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { restartHost } from '../../lib/services/orders/restart-host.ts';
import { readSigns } from '../../lib/services/outages/read-signs.ts';
import { advanceRuns } from '../../lib/services/runs/advance-run.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const RUNS = 8;
const HOSTS = ['h1', 'h2', 'h3'] as const;
const shared = { storages: ['san'] };
const VMS = ['a', 'b', 'c', 'd'];

const host = fc.constantFrom(...HOSTS);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('host-died' as const), host }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('host-down' as const), host }) }, // cut off: its VMs go on
  { weight: 2, arbitrary: fc.record({ do: fc.constant('host-up' as const), host }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('observe' as const), times: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('restart' as const), host }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('tick' as const),
      killed: fc.constantFrom(null, null, 'before' as const, 'after' as const),
    }),
  },
);

/** A worker that is killed before or after its first order has reached the hypervisor. */
function dying(driver: HypervisorDriver, when: 'before' | 'after'): HypervisorDriver {
  const restartVm = async (order: RestartOrder): Promise<void> => {
    if (when === 'after') await driver.restartVm(order);
    throw new Error('killed');
  };
  return { ...driver, restartVm };
}

async function makeWorld() {
  const hosts = HOSTS.map((name) => simulatedHost(name, shared));
  const vms = VMS.map((name, i) => simulatedVm(name, HOSTS[i % 2] ?? 'h1', shared));
  const made = await makeObservedCluster(database.db, { hosts, vms });
  const { cluster, store, clock, hostId } = made;
  const addresses = cluster.hosts.map(({ id, name, uri }) => {
    return { hostId: id, name, uri, peerUri: null, migrationAddress: null };
  });
  const config = SimulatorConfig.parse(cluster.driverConfig);
  const world = openWorld({ config, hosts: addresses, log: store, clock });
  const isDead = async (name: string): Promise<boolean> => {
    const { shape, state } = await world.read();
    return state.diedAt[present(shape.hostIndex.get(name), name)] !== null;
  };
  /** No VM is lost, and none runs on two hosts. */
  const check = async (): Promise<void> => {
    const { shape, state, at } = await world.read();
    for (const [vm, { name }] of shape.config.vms.entries()) {
      expect(state.hostOfVm[vm], `${name} is on a host`).toBeGreaterThanOrEqual(0);
      const isTwice =
        state.copies.get(vm)?.isRunning === true && stateOfVm(shape, state, vm, at) === 'running';
      expect(isTwice, `${name} runs twice`).toBe(false);
    }
  };
  return { ...made, world, isDead, check, hostId };
}

async function play(steps: readonly Step[]): Promise<void> {
  const made = await makeWorld();
  const { ctx, driver, clock, store, cluster, collect, hostId, isDead, check, world } = made;
  const input = { clusterId: cluster.id };
  const observe = async (times: number): Promise<void> => {
    for (let i = 0; i < times; i++) {
      await collect();
      await readSigns({ ctx, driver, input });
    }
  };
  const tick = async (withDriver: HypervisorDriver): Promise<void> => {
    await advanceRuns({ ctx, driver: withDriver, input }).catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'killed') throw error;
    });
    clock.pass(2);
  };
  for (const each of steps) {
    switch (each.do) {
      case 'observe':
        await observe(each.times);
        break;
      case 'tick':
        await tick(each.killed === null ? driver : dying(driver, each.killed));
        break;
      case 'restart':
        // a person goes to the host itself before they answer
        if (await isDead(each.host))
          await restartHost({ ctx, input: { hostId: hostId(each.host), typedName: each.host } }).catch(
            refused,
          );
        break;
      default:
        await store.append(clock.now(), { type: each.do, hostId: each.host });
        clock.pass(1);
    }
    await check();
  }
  for (const name of HOSTS) await store.append(clock.now(), { type: 'host-up', hostId: name });
  const hasRuns = async (): Promise<boolean> =>
    (await ctx.db.run.count({ where: { clusterId: cluster.id, finishedAt: null } })) > 0;
  for (let i = 0; i < 80 && (i === 0 || (await hasRuns())); i++) {
    if (i % 5 === 0) await observe(1);
    clock.pass(10);
    await tick(driver);
  }
  await observe(2);
  await check();
  const { shape, state } = await world.read();
  const stored = await ctx.db.vm.findMany({ where: { clusterId: cluster.id }, include: { host: true } });
  expect(stored.map(({ name }) => name).sort()).toEqual(VMS);
  for (const vm of stored) {
    const real = shape.config.hosts[state.hostOfVm[present(shape.vmIndex.get(vm.uuid), vm.name)] ?? -1];
    expect(vm.host.name, `the host of ${vm.name}`).toBe(real?.name);
    expect([vm.duplicateHostId, vm.missingSince]).toEqual([null, null]);
  }
  expect(await ctx.db.run.count({ where: { clusterId: cluster.id, finishedAt: null } })).toBe(0);
  expect(await ctx.db.outage.count({ where: { clusterId: cluster.id, endedAt: null } })).toBe(0);
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function refused(error: unknown): void {
  if (!(error instanceof BallastError)) throw error;
}

it('restarts lose no VM and run none twice, whatever dies, boots or is cut off, and however often the worker is killed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), (steps) => play(steps)),
    { numRuns: RUNS, seed: 2312 },
  );
}, 300_000);
