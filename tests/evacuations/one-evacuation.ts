import fc from 'fast-check';
import { enqueue } from '../../lib/db/queue.ts';
import type { HypervisorDriver } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import type { Context } from '../../lib/services/context.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { until } from '../bench/executor/until.ts';
import {
  simulatedHost,
  simulatedVm,
  storeSimulatedCluster,
} from '../integration/support/simulated-cluster.ts';

/** The interval at which the worker observes the cluster during its run: as short as possible. */
const INTERVAL_SECONDS = 1;
/** Observations after the end, which could overwrite the state with what they read before it. */
const AFTERWARDS = 2;

export interface Evacuation {
  seed: number;
  moves: number;
  stopped: number; // VMs of which only the definition is moved
  observations: number; // observations that were stored between the order and the end
  /** How the result differs from the expected one: the host empty and in maintenance mode, the run succeeded. */
  wrong: string[];
}

const vm = fc.record({
  memoryMiB: fc.constantFrom(512, 1024, 2048, 4096),
  dirtyMiBps: fc.constantFrom(0, 5, 60),
  state: fc.constantFrom('running' as const, 'running' as const, 'stopped' as const),
});
const drawing = fc.record({
  vms: fc.array(vm, { minLength: 3, maxLength: 12, size: 'max' }),
  speed: fc.constantFrom(10, 30, 60), // speed relative to the default speed of the simulator
});

/**
 * Has the worker evacuate a simulated host that is drawn from the seed, and returns the result. Throws if the run
 * does not end.
 */
export async function evacuateOnce(ctx: Context, seed: number): Promise<Evacuation> {
  const [drawn] = fc.sample(drawing, { seed, numRuns: 1 });
  if (!drawn) throw new Error(`nothing is drawn from ${seed}`);
  const world = {
    speed: drawn.speed,
    hosts: ['h1', 'h2', 'h3', 'h4'].map((name) => simulatedHost(name)),
    vms: drawn.vms.map((more, i) => simulatedVm(`vm-${i}`, 'h1', { load: { base: 0.2, noise: 0 }, ...more })),
  };
  const more = { intervalSeconds: INTERVAL_SECONDS };
  const { cluster, hostId, openDriver } = await storeSimulatedCluster(ctx.db, world, ctx.clock.now(), more);
  const emptied = hostId('h1');
  await enqueue(ctx.db, 'collect-cluster', cluster.id);
  await until(`cluster ${cluster.name} is observed`, async () => {
    const seen = await ctx.db.vm.count({ where: { clusterId: cluster.id } });
    return seen === drawn.vms.length || null;
  });
  const { runId } = await evacuateHost({ ctx, input: { hostId: emptied } });
  const before = await countObservations(ctx, emptied);
  const wrong = await until(`the evacuation of seed ${seed} ends`, async () => {
    const run = await ctx.db.run.findUniqueOrThrow({ where: { id: present(runId, 'run') } });
    return run.finishedAt === null ? null : whatIsWrong(ctx, run, emptied, openDriver(ctx.clock));
  });
  const observations = (await countObservations(ctx, emptied)) - before;
  await until('it is observed again', async () => {
    const now = (await countObservations(ctx, emptied)) - before - observations;
    return now >= AFTERWARDS || null;
  });
  const later = await leftOn(ctx, emptied);
  if (later.length > 0) wrong.push(`afterwards it is ${later.join(', ')}`);
  if (wrong.length === 0) await ctx.db.cluster.delete({ where: { id: cluster.id } });
  const stopped = drawn.vms.filter(({ state }) => state === 'stopped').length;
  return { seed, moves: drawn.vms.length, stopped, observations, wrong };
}

/** The state at the moment at which its run has ended. */
async function whatIsWrong(
  ctx: Context,
  run: { id: string; state: string },
  hostId: string,
  driver: HypervisorDriver,
): Promise<string[]> {
  const { vms } = await driver.observeHost(hostId);
  const moves = await ctx.db.move.findMany({ where: { runId: run.id, state: { not: 'done' } } });
  return [
    ...(run.state === 'succeeded' ? [] : [`its run is ${run.state}`]),
    ...moves.map(({ vmName, state, code }) => `the move of ${vmName} is ${state} (${code})`),
    ...(await leftOn(ctx, hostId)).map((found) => `its host is ${found}`),
    ...(vms.length === 0 ? [] : [`${vms.length} VMs are on it in truth`]),
  ];
}

async function leftOn(ctx: Context, hostId: string): Promise<string[]> {
  const host = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId }, include: { vms: true } });
  const names = host.vms.map(({ name }) => name).sort();
  return [
    ...(host.mode === 'maintenance' ? [] : [host.mode]),
    ...(names.length === 0 ? [] : [`the place of ${names.join(', ')}`]),
  ];
}

async function countObservations(ctx: Context, hostId: string): Promise<number> {
  const [row] = await ctx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM samples.host_sample WHERE host_id = ${hostId}::uuid`;
  return row?.count ?? 0;
}
