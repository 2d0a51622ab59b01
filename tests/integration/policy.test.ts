import { describe, expect, it } from 'vitest';
import { clusterPolicy, versionOf } from '../../lib/db/policies.ts';
import { MoveForecast } from '../../lib/model/move-forecast.ts';
import { Policy, type PolicyChange } from '../../lib/model/policy.ts';
import { present } from '../../lib/model/present.ts';
import { editHost } from '../../lib/services/clusters/edit-host.ts';
import type { Context } from '../../lib/services/context.ts';
import { approvePlan } from '../../lib/services/orders/approve-plan.ts';
import { evacuateHost, evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { readSuggestion } from '../../lib/views/suggestion/read-suggestion.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const busy = { load: { base: 0.8, noise: 0 } };

async function makeCluster() {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name, { migrationMbps: 1000 })),
    vms: [
      ...['a', 'b', 'c', 'd', 'e'].map((name) => simulatedVm(name, 'h1', busy)),
      simulatedVm('wild', 'h2', { dirtyMiBps: 900, workingSetMiB: 2000 }),
      simulatedVm('off', 'h2', { state: 'stopped' as const }),
    ],
  });
  const admin = { ...made.ctx, actor: personWith('administrator') };
  const order = async (vm: string, to: string, more: object = {}) => {
    const input = { vmId: await made.vmId(vm), toHostId: made.hostId(to), ...more };
    const { runId } = await migrateVm({ ctx: made.ctx, input });
    return made.ctx.db.move.findFirstOrThrow({ where: { runId } });
  };
  const clusterId = made.cluster.id;
  const state = () => readClusterState(made.ctx.db, clusterId);
  const policy = async () => clusterPolicy(await state()).values;
  const edit = async (
    change: PolicyChange,
    { by = admin, version }: { by?: Context; version?: number } = {},
  ) => {
    const input = { scope: 'cluster', clusterId, version: version ?? versionOf(await state()), change };
    await editPolicy({ ctx: by, input });
  };
  return { ...made, admin, order, policy, edit, clusterId };
}

describe('the policy of a cluster', () => {
  it('is the default until somebody changes a field, and each change is audited', async () => {
    const { ctx, edit, policy, clusterId } = await makeCluster();
    const first = { ...Policy.parse({}), vmOverheadMiB: 0 }; // set by the test's world
    expect(await policy()).toEqual(first);
    await edit({ movesPerHost: 4, balanceBy: 'count', reserveCpuPercent: 5 });
    await edit({ onStall: 'quick', reserveCpuPercent: null, movesPerCluster: null });
    expect(await policy()).toEqual({ ...first, movesPerHost: 4, balanceBy: 'count', onStall: 'quick' });
    const entries = await ctx.db.auditEntry.findMany({
      where: { targetId: clusterId },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual(['policy.change', 'policy.change']);
    // a field that was reset is not stored any more; the absence of a limit is a value of its own
    const said = { vmOverheadMiB: 0, movesPerHost: 4, balanceBy: 'count' };
    expect(entries[1]?.details).toEqual({
      scope: 'cluster',
      from: { ...said, reserveCpuPercent: 5 },
      to: { ...said, onStall: 'quick', movesPerCluster: null },
    });
  });

  it('refuses operators, values out of range or scope, and changes of an outdated version', async () => {
    const { ctx, edit } = await makeCluster();
    const stale = edit({ maxTries: 1 }, { version: 0 });
    await expect(stale).rejects.toMatchObject({ code: 'conflict', facts: { target: expect.any(String) } });
    await expect(edit({ maxTries: 1 }, { by: ctx })).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(edit({ targetPauseMs: 5000 })).rejects.toMatchObject({
      code: 'invalid-input',
      facts: { field: 'change.targetPauseMs', problem: 'tooBig', limit: 1000 },
    });
    await expect(edit({ reserveCores: 1 })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('is stored with the options of each move when its job begins, unless the request sets other options', async () => {
    const { ctx, edit, order } = await makeCluster();
    const settings = { targetPauseMs: 500, bandwidthCapMiBps: 50 };
    await edit(settings);
    expect((await order('a', 'h3')).options).toEqual({
      ...settings,
      localDisks: 'stay',
      onStall: 'throttle',
    });
    const asked = { targetPauseMs: 100, bandwidthCapMiBps: null, onStall: 'post-copy' };
    expect((await order('b', 'h3', asked)).options).toEqual({ ...asked, localDisks: 'stay' });
    expect(await ctx.db.auditEntry.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
      action: 'vm.migrate',
      details: { options: asked },
    });
  });

  it('applies to a suggestion and an evacuation as it is at the approval', async () => {
    const { ctx, edit, clusterId, hostId } = await makeCluster();
    await suggestMoves({ ctx, input: { clusterId } });
    const plan = await ctx.db.plan.findFirstOrThrow({ where: { clusterId, state: 'suggested' } });
    await edit({ targetPauseMs: 700 });
    const approved = await approvePlan({ ctx, input: { planId: plan.id, options: { onStall: 'cancel' } } });
    const moves = await ctx.db.move.findMany({ where: { runId: approved.runId } });
    expect(moves.length).toBeGreaterThan(0);
    for (const move of moves) {
      expect(move.options).toMatchObject({ targetPauseMs: 700, onStall: 'cancel' });
      expect(move.kindReason).toBe('converges');
    }
    const input = { hostId: hostId('h2'), kind: 'quick' as const, targetPauseMs: 50 };
    const { runId } = await evacuateHost({ ctx, input });
    const emptied = await ctx.db.move.findMany({ where: { runId }, orderBy: { vmName: 'asc' } });
    expect(emptied.map((move) => [move.vmName, move.kind, move.kindReason])).toEqual([
      ['off', 'offline', 'stopped'],
      ['wild', 'quick', 'asked'],
    ]);
    expect(emptied[1]?.predictedDowntimeMs).toBeGreaterThan(5000);
    expect(emptied[1]?.options).toMatchObject({ targetPauseMs: 50 });
  });
});

describe('the forecast before approval', () => {
  const slow = { bandwidthCapMiBps: 5 };

  it('of a suggestion depends on the options, and an approval stores it with the job', async () => {
    const { ctx, clusterId } = await makeCluster();
    await suggestMoves({ ctx, input: { clusterId } });
    const { id: planId } = await ctx.db.plan.findFirstOrThrow({ where: { clusterId, state: 'suggested' } });
    const viewer = { ...ctx, actor: personWith('viewer') };
    const plain = await readSuggestion({ ctx: viewer, input: { planId } });
    const asked = await readSuggestion({ ctx: viewer, input: { planId, ...slow } });
    expect(asked.forecastRun.seconds).toBeGreaterThan(2 * plain.forecastRun.seconds);
    for (const [index, move] of asked.moves.entries()) {
      expect(move.forecast?.bandwidthMiBps).toBeLessThan(1.1 * slow.bandwidthCapMiBps);
      expect(move.predicted.seconds).toBeGreaterThan(plain.moves[index]?.predicted.seconds ?? 0);
    }
    expect(await readSuggestion({ ctx: viewer, input: { planId } })).toEqual(plain); // reading changes nothing
    await expect(readSuggestion({ ctx, input: { planId, targetPauseMs: -1 } })).rejects.toMatchObject({
      code: 'invalid-input',
      facts: { field: 'targetPauseMs', problem: 'tooSmall', limit: 10 },
    });
    const order = { planId, options: slow };
    await expect(approvePlan({ ctx: viewer, input: order })).rejects.toMatchObject({ code: 'not-allowed' });

    const { runId } = await approvePlan({ ctx, input: order });
    const kept = await ctx.db.move.findMany({ where: { runId }, orderBy: { sequence: 'asc' } });
    expect(kept.map(({ forecast }) => forecast)).toEqual(asked.moves.map(({ forecast }) => forecast));
    expect(kept.map(({ predictedSeconds }) => predictedSeconds)).toEqual(
      asked.moves.map(({ predicted }) => predicted.seconds),
    );
    expect((await readSuggestion({ ctx, input: { planId } })).forecastRun).toEqual(asked.forecastRun);
  });

  it('of some moves of a suggestion is also stored with the options', async () => {
    const { ctx, clusterId } = await makeCluster();
    await suggestMoves({ ctx, input: { clusterId } });
    const plan = await ctx.db.plan.findFirstOrThrow({
      where: { clusterId, state: 'suggested' },
      include: { moves: { orderBy: { sequence: 'asc' } } },
    });
    expect(plan.moves.length).toBeGreaterThan(1);
    const moveIds = plan.moves.slice(0, 1).map(({ id }) => id);
    const { runId } = await approvePlan({ ctx, input: { planId: plan.id, moveIds, options: slow } });
    const [move] = await ctx.db.move.findMany({ where: { runId } });
    expect(MoveForecast.parse(move?.forecast).bandwidthMiBps).toBeLessThan(1.1 * slow.bandwidthCapMiBps);
    expect(move?.predictedSeconds).toBeGreaterThan(2 * (plan.moves[0]?.predictedSeconds ?? 0));
  });

  it('of an evacuation depends on the options and the kind, and the job has the same forecast', async () => {
    const { ctx, hostId } = await makeCluster();
    const viewer = { ...ctx, actor: personWith('viewer') };
    const input = { hostIds: [hostId('h2')] };
    const plain = await readEvacuation({ ctx: viewer, input });
    expect(plain.moves.find(({ vm }) => vm === 'wild')).toMatchObject({ kind: 'quick' });
    const live = await readEvacuation({ ctx: viewer, input: { ...input, kind: 'live' } });
    expect(live.moves.find(({ vm }) => vm === 'wild')).toMatchObject({
      kind: 'live',
      forecast: { converges: false },
    });
    const order = { ...input, kind: 'quick' as const, bandwidthCapMiBps: 50 };
    const asked = await readEvacuation({ ctx: viewer, input: order });
    expect(asked.seconds).toBeGreaterThan(1.5 * plain.seconds);
    await expect(readEvacuation({ ctx, input: { ...input, targetPauseMs: -1 } })).rejects.toMatchObject({
      code: 'invalid-input',
      facts: { field: 'targetPauseMs', problem: 'tooSmall', limit: 10 },
    });
    await expect(evacuateHosts({ ctx: viewer, input: order })).rejects.toMatchObject({ code: 'not-allowed' });
    const { runId } = await evacuateHosts({ ctx, input: order });
    const kept = await ctx.db.move.findMany({ where: { runId }, orderBy: { sequence: 'asc' } });
    expect(kept.map((move) => [move.vmId, MoveForecast.parse(move.forecast)])).toEqual(
      asked.moves.map((move) => [move.vmId, MoveForecast.parse(move.forecast)]),
    );
  });
});

describe('the kind of a move', () => {
  it('is live if that converges, quick if it does not, offline for a stopped VM, or the requested one', async () => {
    const { order } = await makeCluster();
    expect(await order('a', 'h3')).toMatchObject({ kind: 'live', kindReason: 'converges' });
    expect(await order('wild', 'h3')).toMatchObject({ kind: 'quick', kindReason: 'will-not-converge' });
    expect(await order('off', 'h3', { kind: 'live' })).toMatchObject({
      kind: 'offline',
      kindReason: 'stopped',
    });
    expect(await order('wild', 'h1', { kind: 'live' })).toMatchObject({ kind: 'live', kindReason: 'asked' });
    expect(await order('b', 'h3', { kind: 'quick' })).toMatchObject({ kind: 'quick', kindReason: 'asked' });
  });

  it('is kept if it was requested, and otherwise depends on the current write rate of the VM when the move begins', async () => {
    const { ctx, driver, order, vmId } = await makeCluster();
    const asked = await order('wild', 'h3', { kind: 'live' });
    await advanceRun({ ctx, driver, input: { runId: present(asked.runId, 'run') } });
    expect(await ctx.db.move.findUnique({ where: { id: asked.id } })).toMatchObject({
      state: 'migrating',
      kind: 'live',
      kindReason: 'asked',
    });
    const ruled = await order('a', 'h3');
    await ctx.db.vm.update({
      where: { id: await vmId('a') },
      data: { dirtyMiBps: 900, workingSetMiB: 3000 },
    });
    await advanceRun({ ctx, driver, input: { runId: present(ruled.runId, 'run') } });
    expect(await ctx.db.move.findUnique({ where: { id: ruled.id } })).toMatchObject({
      state: 'skipped',
      code: 'will-not-converge', // nobody approved a pause
    });
  });
});

describe('the migration network of a host', () => {
  it('is the one that people enter, which takes precedence over the observed one', async () => {
    const { ctx, admin, clusterId, hostId } = await makeCluster();
    const input = { hostId: hostId('h1'), migrationNetwork: ' storage-net ', enteredMigrationMbps: 25_000 };
    await editHost({ ctx: admin, input });
    const state = await readClusterState(ctx.db, clusterId);
    expect(state.hosts.find((host) => host.name === 'h1')).toMatchObject({ migrationNetwork: 'storage-net' });
    const mbps = snapshotOf(state, ctx.clock.now()).hosts.map((host) => host.migrationMbps);
    expect(mbps).toEqual([25_000, 1000, 1000]);
    await editHost({ ctx: admin, input: { ...input, migrationNetwork: '', enteredMigrationMbps: null } });
    const after = await readClusterState(ctx.db, clusterId);
    expect(after.hosts[0]).toMatchObject({ migrationNetwork: null, enteredMigrationMbps: null });
    expect(await ctx.db.auditEntry.count({ where: { action: 'cluster.edit-host' } })).toBe(2);
    await expect(editHost({ ctx, input })).rejects.toMatchObject({ code: 'not-allowed' });
  });
});

describe('the reserve of a host', () => {
  it('comes from the host or otherwise its cluster; values that do not fit the host and outdated versions are refused', async () => {
    const { ctx, admin, edit, hostId, clusterId } = await makeCluster();
    const reserve = async () => {
      const state = await readClusterState(ctx.db, clusterId);
      return snapshotOf(state, ctx.clock.now()).hosts[0]?.reserve;
    };
    const say = (change: object, version: number) =>
      editPolicy({ ctx: admin, input: { scope: 'host', hostId: hostId('h1'), version, change } });
    await edit({ reserveCpuPercent: 25, reserveMemoryPercent: 50 });
    await say({ reserveCores: 1, reserveMemoryMiB: null }, 1);
    expect(await reserve()).toEqual({ cpuMhz: 2500, memoryMiB: 32_768 });
    await say({ reserveCores: null }, 2);
    expect(await reserve()).toEqual({ cpuMhz: 5000, memoryMiB: 32_768 });
    await expect(say({ reserveCores: 2 }, 2)).rejects.toMatchObject({ code: 'conflict' });
    await expect(say({ reserveCores: 7.5 }, 3)).rejects.toMatchObject({
      code: 'invalid-input',
      facts: { field: 'change.reserveCores', problem: 'tooBig', limit: 7.2 },
    });
    await expect(say({ cpuThresholdPercent: 50 }, 3)).rejects.toMatchObject({ code: 'invalid-input' });
    const entry = await ctx.db.auditEntry.findFirst({
      where: { targetId: hostId('h1') },
      orderBy: { id: 'desc' },
    });
    expect(entry).toMatchObject({ action: 'policy.change', details: { scope: 'host', to: {} } });
  });
});
