import { describe, expect, it } from 'vitest';
import type { VmObservation } from '../../lib/model/ports.ts';
import { present } from '../../lib/model/present.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { settleDrained } from '../../lib/services/maintenance/settle-drained.ts';
import { collectCluster } from '../../lib/services/observe/collect-cluster.ts';
import { evacuateHost } from '../../lib/services/orders/evacuate-hosts.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { withTestDatabase } from './support/database.ts';
import { endedOrBlocked, Side } from './support/interleave.ts';
import { observeBy } from './support/observe-by.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

/**
 * Two writers change the host of a VM: the observation and the run. Whichever of them is later, the stored host
 * must be the one that the run has verified.
 */

const database = withTestDatabase();
const NEVER = Number.POSITIVE_INFINITY;
/** Combines each moment of one writer with a few different moments of the other. Together they cover all pairs evenly. */
const PAIRS_STEP = 23;
const nothing = async (): Promise<void> => undefined;

/** Two VMs, one of them stopped, that move between two hosts and back, evacuation by evacuation. */
async function makeShuttle() {
  const cluster = await makeObservedCluster(database.db, {
    hosts: [simulatedHost('h1'), simulatedHost('h2')],
    vms: [simulatedVm('running', 'h1', { memoryMiB: 1024 }), simulatedVm('off', 'h1', { state: 'stopped' })],
  });
  const { ctx, clock, driver, hostId } = cluster;
  const clusterId = cluster.cluster.id;
  let from = 'h1';

  const side = (at: number, meanwhile: () => Promise<void>): Side => new Side(clock, at, meanwhile);
  const observe = (side: Side): Promise<unknown> =>
    collectCluster({
      ctx: { ...ctx, db: side.database(ctx.db) },
      driver: side.driver(driver),
      input: { clusterId },
    });
  const tick = (side: Side, runId: string): Promise<unknown> =>
    advanceRun({ ctx: { ...ctx, db: side.database(ctx.db) }, driver: side.driver(driver), input: { runId } });

  /** Evacuates the host of the VMs, up to the tick that verifies both moves and ends the run. */
  const begin = async (): Promise<string> => {
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId(from) } });
    await advanceRun({ ctx, driver, input: { runId: present(runId, 'run') } });
    expect(await ctx.db.move.count({ where: { runId, state: 'migrating' } })).toBe(2);
    clock.pass(60); // both copies are complete, and no tick has read them yet
    return present(runId, 'run');
  };

  /** The stored state after both writers. Then the host must enter maintenance mode without further help. */
  const judge = async (runId: string, case_: string): Promise<void> => {
    const to = from === 'h1' ? 'h2' : 'h1';
    expect(await cluster.places(), case_).toEqual({ running: to, off: to });
    const vms = await ctx.db.vm.findMany({ where: { clusterId }, orderBy: { name: 'asc' } });
    expect(vms, case_).toMatchObject([
      { name: 'off', state: 'stopped', missingSince: null, duplicateHostId: null },
      { name: 'running', state: 'running', missingSince: null, duplicateHostId: null },
    ]);
    await advanceRun({ ctx, driver, input: { runId } });
    await cluster.collect();
    expect(await ctx.db.run.findUnique({ where: { id: runId } }), case_).toMatchObject({
      state: 'succeeded',
    });
    expect(await ctx.db.host.findUnique({ where: { id: hostId(from) } }), case_).toMatchObject({
      mode: 'maintenance',
    });
    await leaveMaintenance({ ctx, input: { hostId: hostId(from) } });
    from = to;
  };
  return { begin, judge, observe, side, tick };
}

type Shuttle = Awaited<ReturnType<typeof makeShuttle>>;
type Work = (side: Side, runId: string) => Promise<unknown>;

/** The number of moments of each writer if nothing interrupts it. */
async function countMoments(shuttle: Shuttle) {
  const runId = await shuttle.begin();
  const verifying = shuttle.side(NEVER, nothing);
  const observing = shuttle.side(NEVER, nothing);
  await shuttle.tick(verifying, runId);
  await shuttle.observe(observing);
  await shuttle.judge(runId, 'one after the other');
  return { verifying: verifying.moments, observing: observing.moments };
}

/** One writer is interrupted at a moment. The other runs up to its own moment. Then the first ends, and the second after it. */
async function takeTurns(shuttle: Shuttle, [first, at]: [Work, number], [second, until]: [Work, number]) {
  const runId = await shuttle.begin();
  let one: Promise<unknown> = Promise.resolve();
  let other: Promise<unknown> = Promise.resolve();
  const firstSide = shuttle.side(at, async () => {
    const halfWay = Promise.withResolvers<void>();
    const secondSide = shuttle.side(until, () => {
      halfWay.resolve();
      return endedOrBlocked(database.db, one);
    });
    other = second(secondSide, runId);
    await Promise.race([halfWay.promise, endedOrBlocked(database.db, other)]);
  });
  one = first(firstSide, runId);
  await one;
  await other;
  return runId;
}

describe('an observation and the verification of moves', { timeout: 300_000 }, () => {
  it('store every VM on the host that its run has verified, at whatever moment one interrupts the other', async () => {
    const shuttle = await makeShuttle();
    const moments = await countMoments(shuttle);
    for (let at = 1; at <= moments.observing; at++) {
      const runId = await takeTurns(shuttle, [shuttle.observe, at], [shuttle.tick, NEVER]);
      await shuttle.judge(runId, `verified at moment ${at} of the observation`);
    }
    for (let at = 1; at <= moments.verifying; at++) {
      const runId = await takeTurns(shuttle, [shuttle.tick, at], [shuttle.observe, NEVER]);
      await shuttle.judge(runId, `observed at moment ${at} of the verification`);
    }
  });

  it('do so too if both run in parallel and alternate', async () => {
    const shuttle = await makeShuttle();
    const moments = await countMoments(shuttle);
    for (let at = 1; at <= moments.verifying; at++) {
      for (let until = 1 + (at % PAIRS_STEP); until <= moments.observing; until += PAIRS_STEP) {
        const runId = await takeTurns(shuttle, [shuttle.tick, at], [shuttle.observe, until]);
        await shuttle.judge(runId, `moment ${at} of the verification, ${until} of the observation`);
      }
    }
  });
});

describe('a draining host', () => {
  const world = () =>
    makeObservedCluster(database.db, {
      hosts: [simulatedHost('h1'), simulatedHost('h2')],
      vms: [simulatedVm('stray', 'h2')],
    });

  it('that is found empty enters maintenance mode, whatever the result of its run', async () => {
    const { ctx, collect, hostId } = await world();
    const drain = (name: string) =>
      ctx.db.host.update({ where: { id: hostId(name) }, data: { mode: 'draining' } });
    await drain('h1');
    await drain('h2');
    await collect();
    const modeOf = async (name: string) =>
      (await ctx.db.host.findUniqueOrThrow({ where: { id: hostId(name) } })).mode;
    expect([await modeOf('h1'), await modeOf('h2')]).toEqual(['maintenance', 'draining']);
    const entries = await ctx.db.auditEntry.findMany({ where: { targetId: hostId('h1') } });
    expect(entries).toMatchObject([{ action: 'host.enter-maintenance' }]);
  });

  it('does not count as empty while its hypervisor has a VM that is not stored yet', async () => {
    const { ctx, clock, driver, hostId, vmId } = await world();
    await ctx.db.vm.delete({ where: { id: await vmId('stray') } });
    await ctx.db.host.update({ where: { id: hostId('h2') }, data: { mode: 'draining' } });
    const host = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h2') } });
    clock.pass(1);
    expect(await settleDrained(ctx, host, await driver.observeHost(host.id))).toBe(false);
    await ctx.db.host.update({ where: { id: hostId('h1') }, data: { mode: 'draining' } });
    const other = await ctx.db.host.findUniqueOrThrow({ where: { id: hostId('h1') } });
    const reachable = await driver.observeHost(other.id);
    const alarms: typeof reachable.alarms = [{ code: 'no-cpus', facts: { cpuCores: 0 } }];
    expect(await settleDrained(ctx, other, { ...reachable, alarms })).toBe(false);
    expect(await settleDrained(ctx, other, reachable)).toBe(true);
  });
});

describe('a VM that is seen half-way through its move', () => {
  it('stays movable: what its host reported at that moment is not stored', async () => {
    const { ctx, clock, driver, hostId, vmId, cluster } = await makeObservedCluster(database.db, {
      hosts: [simulatedHost('h1'), simulatedHost('h2')],
      vms: [simulatedVm('web', 'h1', { memoryMiB: 1024 })],
    });
    const { runId } = await evacuateHost({ ctx, input: { hostId: hostId('h1') } });
    const tick = () => advanceRun({ ctx, driver, input: { runId: present(runId, 'run') } });
    const ties: VmObservation['ties'] = [{ kind: 'unknown-state', name: 'unknown', blocks: ['live'] }];
    const halfWay: Partial<VmObservation> = { isUnread: true, condition: 'unknown', ties };
    const observeHost = async (id: string) => {
      const seen = await driver.observeHost(id);
      return { ...seen, vms: seen.vms.map((each) => ({ ...each, ...halfWay })) };
    };
    const observe = () =>
      collectCluster({ ctx, driver: observeBy(driver, observeHost), input: { clusterId: cluster.id } });
    const id = await vmId('web');
    const stored = () => ctx.db.vm.findUniqueOrThrow({ where: { id } });
    await tick();
    await observe();
    expect(await stored()).toMatchObject({ condition: null, ties: [] });
    clock.pass(60);
    await tick();
    expect(await stored()).toMatchObject({ hostId: hostId('h2'), condition: null, ties: [] });
    await observe();
    expect(await stored()).toMatchObject({ condition: 'unknown', ties });
  });
});
