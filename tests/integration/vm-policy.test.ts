import { describe, expect, it } from 'vitest';
import type { PolicyPatch } from '../../lib/model/policy.ts';
import { present } from '../../lib/model/present.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { optimizeCluster } from '../../lib/services/plans/optimize-cluster.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { readPolicy } from '../../lib/views/policy/read-policy.ts';
import { readPolicyEffect } from '../../lib/views/policy/read-policy-effect.ts';
import { readPolicyHistory } from '../../lib/views/policy/read-policy-history.ts';
import { readVmAutomation } from '../../lib/views/policy/read-vm-automation.ts';
import { makeContext, personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { answering, makeCluster as makeMovable } from './support/failing-driver.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { sayPolicy } from './support/say-policy.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const NO_ID = '00000000-0000-7000-8000-000000000000';
const administrator = () => makeContext(database.db, { actor: personWith('administrator') });

/** Three hosts, and two VMs that overload the first. */
async function makeCluster() {
  const busy = { load: { base: 0.9, noise: 0 }, vcpus: 4, dirtyMiBps: 2 };
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: ['a', 'b'].map((name) => simulatedVm(name, 'h1', busy)),
  });
  const { ctx, cluster, vmId } = made;
  const [a, b] = [await vmId('a'), await vmId('b')];
  const edit = (id: string, change: PolicyPatch, version = 0) =>
    editPolicy({ ctx: administrator(), input: { scope: 'vm', vmId: id, version, change } });
  const snapshotVm = async (id: string) => {
    const { vms } = snapshotOf(await readClusterState(ctx.db, cluster.id), ctx.clock.now());
    return vms.find((vm) => vm.id === id);
  };
  return { ...made, a, b, edit, snapshotVm };
}

describe('the policy of a VM', () => {
  it('overrides that of its cluster, whatever its host sets, and names where each value comes from', async () => {
    const { ctx, cluster, hostId, a, b, edit, snapshotVm } = await makeCluster();
    await sayPolicy(ctx.db, cluster.id, { vmOverheadMiB: 100, coolDownSeconds: 60 });
    const ofHost = { scope: 'host', hostId: hostId('h1'), version: 1, change: { idleWatts: 1 } };
    await editPolicy({ ctx: administrator(), input: ofHost });
    await edit(a, { vmOverheadMiB: 300, targetPauseMs: 50 });
    const page = await readPolicy({ ctx, input: { scope: 'vm', vmId: a } });
    expect(page).toMatchObject({ name: 'a', own: { vmOverheadMiB: 300, targetPauseMs: 50 }, version: 1 });
    expect(page.inherited.from).toMatchObject({ vmOverheadMiB: 'cluster', targetPauseMs: 'default' });
    expect(page.fields).toEqual([
      'coolDownSeconds',
      'targetPauseMs',
      'onStall',
      'localDisks',
      'stallSeconds',
      'maxTries',
      'vmOverheadMiB',
      'restartPriority',
      'stoppedCannotLeave',
      'runningCannotLeave',
      'shutDownSeconds',
    ]);
    expect(page.weaker.map(({ ref }) => ref.scope)).toEqual(['product', 'cluster']);
    expect(await snapshotVm(a)).toMatchObject({ overheadMiB: 300, targetPauseMs: 50 });
    expect(await snapshotVm(b)).toMatchObject({ overheadMiB: 100, targetPauseMs: undefined });
  });

  it('is audited, an event of its cluster, and taken back by a change like any other', async () => {
    const { ctx, cluster, a, edit } = await makeCluster();
    await edit(a, { maxTries: 1, onStall: 'cancel' });
    const [event] = await ctx.db.event.findMany({ where: { clusterId: cluster.id, topic: 'policy' } });
    expect(event).toMatchObject({ code: 'changed', subject: { vmId: a }, facts: { vm: 'a' } });
    const input = { scope: 'vm', vmId: a } as const;
    const [made] = await readPolicyHistory({ ctx, input });
    expect(made).toMatchObject({ fields: ['onStall', 'maxTries'], before: {} });
    const back = { ...input, version: 1, inherit: ['onStall', 'maxTries'] };
    await editPolicy({ ctx: administrator(), input: back });
    expect(await readPolicy({ ctx, input })).toMatchObject({ own: {}, version: 2 });
    const entries = await ctx.db.auditEntry.findMany({ where: { targetId: a }, orderBy: { id: 'asc' } });
    expect(entries).toMatchObject([
      { action: 'policy.change', target: 'a', details: { scope: 'vm', to: { maxTries: 1 } } },
      { action: 'policy.change', details: { scope: 'vm', to: {} } },
    ]);
  });

  it('refuses operators, unknown VMs, fields of clusters, and a change of an outdated version', async () => {
    const { ctx, a, edit } = await makeCluster();
    const operator = editPolicy({
      ctx,
      input: { scope: 'vm', vmId: a, version: 0, change: { maxTries: 1 } },
    });
    await expect(operator).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(edit(NO_ID, { maxTries: 1 })).rejects.toMatchObject({ code: 'vm-not-found' });
    await expect(edit(a, { mode: 'off' })).rejects.toMatchObject({ code: 'invalid-input' });
    await edit(a, { maxTries: 1 });
    const late = edit(a, { maxTries: 2 });
    await expect(late).rejects.toMatchObject({ code: 'conflict', facts: { target: 'a' } });
    for (const vmId of [NO_ID, 'x']) {
      await expect(readPolicy({ ctx, input: { scope: 'vm', vmId } })).rejects.toMatchObject({
        code: 'vm-not-found',
      });
      await expect(readVmAutomation({ ctx, input: { vmId } })).rejects.toMatchObject({
        code: 'vm-not-found',
      });
    }
  });

  it('keeps a VM where it is for its own cool-down, also in what a change would do', async () => {
    const { ctx, cluster, clock, a, b, edit } = await makeCluster();
    const data = { lastMigratedAt: new Date(clock.now().getTime() - 2 * 3_600_000) };
    await ctx.db.vm.updateMany({ where: { clusterId: cluster.id }, data });
    await edit(b, { coolDownSeconds: 86_400 });
    await optimizeCluster({ ctx, input: { clusterId: cluster.id } });
    const plans = await ctx.db.plan.findMany({ where: { clusterId: cluster.id }, include: { moves: true } });
    expect(plans.flatMap(({ moves }) => moves.map(({ vmName }) => vmName))).toEqual(['a']);
    const change = { scope: 'vm', vmId: a, version: 0, change: { coolDownSeconds: 86_400 } };
    const effect = await readPolicyEffect({ ctx, input: { clusterId: cluster.id, edit: change } });
    expect([effect.now.before.moves, effect.now.after.moves]).toEqual([1, 0]);
  });

  it('is stored with the options of its moves; an order overrides it, in the forecast too', async () => {
    const { ctx, hostId, a, b, edit } = await makeCluster();
    await edit(a, { targetPauseMs: 20, onStall: 'cancel' });
    const order = async (vmId: string, toHost: string, asked: object = {}) => {
      const { runId } = await migrateVm({ ctx, input: { vmId, toHostId: hostId(toHost), ...asked } });
      return ctx.db.move.findFirstOrThrow({ where: { runId } });
    };
    const own = await order(a, 'h2');
    expect(own.options).toMatchObject({ targetPauseMs: 20, onStall: 'cancel', bandwidthCapMiBps: null });
    await ctx.db.run.deleteMany({ where: { id: present(own.runId, 'the job') } });
    const asked = await order(a, 'h2', { targetPauseMs: 700 });
    expect(asked.options).toMatchObject({ targetPauseMs: 700, onStall: 'cancel' });
    expect(asked.predictedDowntimeMs).toBeGreaterThan(own.predictedDowntimeMs);
    expect((await order(b, 'h3')).options).toMatchObject({ targetPauseMs: 300, onStall: 'throttle' });
  });
});

it('a move fails after the attempts of its VM, not those of its cluster', async () => {
  const { driver, ctx, cluster, vmId, migrate, move, carryOut } = await makeMovable();
  await sayPolicy(ctx.db, cluster.id, { maxTries: 5 });
  const change = { scope: 'vm', vmId: await vmId('a'), version: 0, change: { maxTries: 1 } };
  await editPolicy({ ctx: { ...ctx, actor: personWith('administrator') }, input: change });
  const runId = await migrate();
  await carryOut(runId, answering(driver, { check: () => 'vm-busy' }));
  expect(await move(runId)).toMatchObject({ state: 'skipped', code: 'vm-busy', tries: 0 }); // no retry
});
