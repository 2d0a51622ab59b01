import { describe, expect, it } from 'vitest';
import { MigrationSettings } from '../../lib/model/migration-settings.ts';
import { editHost } from '../../lib/services/clusters/edit-host.ts';
import {
  editMigrationSettings,
  readMigrationSettings,
} from '../../lib/services/clusters/migration-settings.ts';
import { readClusterState } from '../../lib/services/inventory/read-cluster-state.ts';
import { policyOf, snapshotOf } from '../../lib/services/inventory/snapshot-of.ts';
import { evacuateHost } from '../../lib/services/maintenance/evacuate-host.ts';
import { approvePlan } from '../../lib/services/plans/approve-plan.ts';
import { migrateVm } from '../../lib/services/plans/migrate-vm.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { advanceRun } from '../../lib/services/runs/advance-run.ts';
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
  return { ...made, admin, order, clusterId: made.cluster.id };
}

describe('the settings of a cluster', () => {
  it('are the defaults until somebody changes some of them, which is audited', async () => {
    const { ctx, admin, clusterId } = await makeCluster();
    const defaults = MigrationSettings.parse({});
    expect(await readMigrationSettings({ ctx, input: { clusterId } })).toEqual(defaults);
    await editMigrationSettings({ ctx: admin, input: { clusterId, settings: { movesPerHost: 4 } } });
    await editMigrationSettings({ ctx: admin, input: { clusterId, settings: { onStall: 'quick' } } });
    const changed = { ...defaults, movesPerHost: 4, onStall: 'quick' };
    expect(await readMigrationSettings({ ctx, input: { clusterId } })).toEqual(changed);
    expect(policyOf(await readClusterState(ctx.db, clusterId)).simultaneousMovesPerHost).toBe(4);
    const entries = await ctx.db.auditEntry.findMany({
      where: { targetId: clusterId },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual(['policy.edit-migrations', 'policy.edit-migrations']);
    expect(entries[1]?.details).toMatchObject({ from: { onStall: 'throttle' }, to: { onStall: 'quick' } });
  });

  it('are not overwritten by one who saw older ones, nor changed by one who may not', async () => {
    const { ctx, admin, clusterId } = await makeCluster();
    const expected = await readMigrationSettings({ ctx, input: { clusterId } });
    const edit = (settings: object, by = admin) =>
      editMigrationSettings({ ctx: by, input: { clusterId, settings, expected } });
    await edit({ maxTries: 5 });
    await expect(edit({ maxTries: 1 })).rejects.toMatchObject({ code: 'conflict' });
    await expect(edit({ maxTries: 1 }, ctx)).rejects.toMatchObject({ code: 'not-allowed' });
    const wrong = editMigrationSettings({
      ctx: admin,
      input: { clusterId, settings: { targetPauseMs: 5000 } },
    });
    await expect(wrong).rejects.toMatchObject({
      ...{
        code: 'invalid-input',
        facts: { field: 'settings.targetPauseMs', problem: 'tooBig', limit: 1000 },
      },
    });
  });

  it('are written down with each move when its job begins, unless somebody asks for something else', async () => {
    const { ctx, admin, clusterId, order } = await makeCluster();
    const settings = { targetPauseMs: 500, bandwidthCapMiBps: 50 };
    await editMigrationSettings({ ctx: admin, input: { clusterId, settings } });
    expect((await order('a', 'h3')).options).toEqual({ ...settings, onStall: 'throttle' });
    const asked = { targetPauseMs: 100, bandwidthCapMiBps: null, onStall: 'post-copy' };
    expect((await order('b', 'h3', asked)).options).toEqual(asked);
    expect(await ctx.db.auditEntry.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
      ...{ action: 'vm.migrate', details: { options: asked } },
    });
  });

  it('hold for a suggestion and an evacuation as they are when it is approved', async () => {
    const { ctx, admin, clusterId, hostId } = await makeCluster();
    await suggestMoves({ ctx, input: { clusterId } });
    const plan = await ctx.db.plan.findFirstOrThrow({ where: { clusterId, state: 'suggested' } });
    await editMigrationSettings({ ctx: admin, input: { clusterId, settings: { targetPauseMs: 700 } } });
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

describe('the kind of a move', () => {
  it('is live where that ends, quick where it does not, offline for a stopped VM, and as asked', async () => {
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

  it('that was asked for is kept when the move begins; by the rule it follows what the VM writes now', async () => {
    const { ctx, driver, order, vmId } = await makeCluster();
    const asked = await order('wild', 'h3', { kind: 'live' });
    await advanceRun({ ctx, driver, input: { runId: asked.runId ?? '' } });
    expect(await ctx.db.move.findUnique({ where: { id: asked.id } })).toMatchObject({
      ...{ state: 'migrating', kind: 'live', kindReason: 'asked' },
    });
    const ruled = await order('a', 'h3');
    await ctx.db.vm.update({
      where: { id: await vmId('a') },
      data: { dirtyMiBps: 900, workingSetMiB: 3000 },
    });
    await advanceRun({ ctx, driver, input: { runId: ruled.runId ?? '' } });
    expect(await ctx.db.move.findUnique({ where: { id: ruled.id } })).toMatchObject({
      ...{ state: 'skipped', code: 'will-not-converge' }, // nobody agreed to a pause
    });
  });
});

describe('the migration network of a host', () => {
  it('is what people enter, and comes before what was observed', async () => {
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
