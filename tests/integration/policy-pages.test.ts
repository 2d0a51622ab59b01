import { beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../lib/model/actor.ts';
import { compareNames } from '../../lib/model/compare-names.ts';
import { fieldsAt } from '../../lib/model/policy-fields.ts';
import type { PolicyRef } from '../../lib/model/policy-ref.ts';
import { present } from '../../lib/model/present.ts';
import { addGroup } from '../../lib/services/clusters/add-group.ts';
import { editGroup } from '../../lib/services/clusters/edit-group.ts';
import { removeGroup } from '../../lib/services/clusters/remove-group.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { listPolicies } from '../../lib/views/policy/list-policies.ts';
import { readPolicy } from '../../lib/views/policy/read-policy.ts';
import { readPolicyEffect } from '../../lib/views/policy/read-policy-effect.ts';
import { readPolicyHistory } from '../../lib/views/policy/read-policy-history.ts';
import { makeContext, personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
beforeEach(() => database.db.policy.deleteMany({ where: { scope: { in: ['product', 'group'] } } }));

const contextOf = (role: Role = 'administrator') => makeContext(database.db, { actor: personWith(role) });
const NO_ID = '00000000-0000-7000-8000-000000000000';
const busy = { load: { base: 0.8, noise: 0 } };
const makeCluster = () =>
  makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3'].map((name) => simulatedHost(name)),
    vms: ['a', 'b', 'c', 'd', 'e'].map((name) => simulatedVm(name, 'h1', busy)),
  });
const edit = (ref: PolicyRef, change: object, version = 0) =>
  editPolicy({ ctx: contextOf(), input: { ...ref, version, change } });
let made = 0;
const nextName = () => `group-${++made}`;

describe('groups of clusters', () => {
  it('are made, changed and removed; a cluster is in one at most', async () => {
    const [a, b] = [await makeCluster(), await makeCluster()];
    const ctx = contextOf();
    const [first, second] = [nextName(), nextName()];
    const ids = [a.cluster.id, b.cluster.id];
    const { id } = await addGroup({ ctx, input: { name: first, clusterIds: ids } });
    const other = await addGroup({ ctx, input: { name: second, clusterIds: [b.cluster.id] } });
    const members = async () => {
      const { groups } = await listPolicies({ ctx });
      return groups.map(({ name, clusters }) => [name, clusters.map((cluster) => cluster.name)]);
    };
    expect(await members()).toEqual([
      [first, [a.cluster.name]],
      [second, [b.cluster.name]],
    ]);
    const seen = { name: first, clusterIds: [a.cluster.id] };
    await editGroup({ ctx, input: { groupId: id, name: 'Production', clusterIds: ids, seen } });
    expect(await members()).toEqual([
      [second, []],
      ['Production', [a.cluster.name, b.cluster.name].sort(compareNames)],
    ]);
    const again = editGroup({ ctx, input: { groupId: id, name: 'Test', clusterIds: [], seen } });
    await expect(again).rejects.toMatchObject({ code: 'conflict', facts: { target: 'Production' } });
    for (const groupId of [id, other.id]) await removeGroup({ ctx, input: { groupId } });
    expect(await members()).toEqual([]);
    expect((await listPolicies({ ctx })).ungrouped.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });

  it('are refused with a name that is taken, with clusters that are gone, and to operators', async () => {
    const ctx = contextOf();
    const name = nextName();
    const { id } = await addGroup({ ctx, input: { name, clusterIds: [] } });
    const add = (input: object, by = ctx) => expect(addGroup({ ctx: by, input })).rejects;
    await add({ name, clusterIds: [] }).toMatchObject({ code: 'group-name-taken', facts: { group: name } });
    await add({ name: nextName(), clusterIds: [NO_ID] }).toMatchObject({ code: 'cluster-not-found' });
    await add({ name: ' ', clusterIds: [] }).toMatchObject({ facts: { field: 'name', problem: 'required' } });
    await add({ name: nextName(), clusterIds: [] }, contextOf('operator')).toMatchObject({
      code: 'not-allowed',
    });
    const gone = { groupId: NO_ID, name, clusterIds: [], seen: { name, clusterIds: [] } };
    await expect(editGroup({ ctx, input: gone })).rejects.toMatchObject({ code: 'group-not-found' });
    await expect(removeGroup({ ctx, input: { groupId: NO_ID } })).rejects.toMatchObject({
      code: 'group-not-found',
    });
    await removeGroup({ ctx, input: { groupId: id } });
  });
});

describe('the page of a policy', () => {
  it('has what is set there, what it inherits, and from where', async () => {
    const { cluster, hostId } = await makeCluster();
    const ctx = contextOf('viewer');
    const { id: groupId } = await addGroup({
      ctx: contextOf(),
      input: { name: 'Page', clusterIds: [cluster.id] },
    });
    await edit({ scope: 'product' }, { maxMoves: 7, mode: 'off' });
    await edit({ scope: 'group', groupId }, { mode: 'urgent' });
    await edit({ scope: 'cluster', clusterId: cluster.id }, { mode: 'automatic' }, 1);
    const ofCluster = await readPolicy({ ctx, input: { scope: 'cluster', clusterId: cluster.id } });
    expect(ofCluster).toMatchObject({
      name: cluster.name,
      version: 2,
      own: { mode: 'automatic' },
      inherited: { values: { mode: 'urgent', maxMoves: 7 }, from: { mode: 'group', maxMoves: 'product' } },
      weaker: [{ name: null }, { name: 'Page' }],
      clusters: [{ id: cluster.id, name: cluster.name }],
    });
    const ofGroup = await readPolicy({ ctx, input: { scope: 'group', groupId } });
    expect(ofGroup.inherited).toMatchObject({ values: { mode: 'off' }, from: { mode: 'product' } });
    expect(ofGroup.clusters).toEqual([{ id: cluster.id, name: cluster.name }]);
    const ofHost = await readPolicy({ ctx, input: { scope: 'host', hostId: hostId('h1') } });
    expect(ofHost).toMatchObject({ name: 'h1', fields: fieldsAt('host') });
    expect(ofHost.weaker.map(({ name }) => name)).toEqual([null, 'Page', cluster.name]);
    const product = await readPolicy({ ctx, input: { scope: 'product' } });
    expect(product).toMatchObject({
      name: null,
      own: { maxMoves: 7 },
      inherited: { from: { mode: 'default' } },
    });
    const none = (ref: PolicyRef) => expect(readPolicy({ ctx, input: ref })).rejects;
    await none({ scope: 'group', groupId: 'x' }).toMatchObject({ code: 'group-not-found' });
    await none({ scope: 'cluster', clusterId: NO_ID }).toMatchObject({ code: 'cluster-not-found' });
    await none({ scope: 'host', hostId: NO_ID }).toMatchObject({ code: 'host-not-found' });
  });

  it('has the last changes with the fields that they changed, the newest first', async () => {
    const { cluster } = await makeCluster();
    const ref = { scope: 'cluster', clusterId: cluster.id } as const;
    await edit(ref, { maxTries: 5, movesPerCluster: 8 }, 1);
    await editPolicy({
      ctx: contextOf(),
      input: { ...ref, version: 2, change: { maxTries: 2 }, inherit: ['movesPerCluster'] },
    });
    const history = await readPolicyHistory({ ctx: contextOf('viewer'), input: ref });
    expect(history.map(({ fields, actor }) => [fields, actor.name])).toEqual([
      [['movesPerCluster', 'maxTries'], 'The administrator'],
      [['movesPerCluster', 'maxTries'], 'The administrator'],
    ]);
    const [latest] = history;
    expect(latest?.before).toMatchObject({ maxTries: 5, movesPerCluster: 8 });
    expect(latest?.after.movesPerCluster).toBeUndefined();
  });
});

describe('the effect of a change before it is saved', () => {
  const effectOf = (clusterId: string, ref: PolicyRef, change: object, clock = contextOf().clock) =>
    readPolicyEffect({
      ctx: { ...contextOf('viewer'), clock },
      input: { clusterId, edit: { ...ref, version: 0, change } },
    });

  it('is that of the changed policy of any scope, on the cluster as it is', async () => {
    const { cluster, clock, hostId } = await makeCluster();
    const { id: groupId } = await addGroup({
      ctx: contextOf(),
      input: { name: nextName(), clusterIds: [cluster.id] },
    });
    const changed = async (ref: PolicyRef, change: object) =>
      (await effectOf(cluster.id, ref, change, clock)).now.after;
    const calm = { cpuThresholdPercent: 100 };
    const ofCluster = { scope: 'cluster', clusterId: cluster.id } as const;
    expect(await changed(ofCluster, {})).toMatchObject({ overloadedHosts: 1, overloadedAfter: 0 });
    for (const ref of [ofCluster, { scope: 'group', groupId }, { scope: 'product' }] as const)
      expect(await changed(ref, calm)).toMatchObject({ overloadedHosts: 0 });
    // half of its cores are reserved: its load is twice as high
    const half = await changed({ scope: 'host', hostId: hostId('h1') }, { reserveCores: 4 });
    expect(half.spread).toBeGreaterThan((await changed(ofCluster, {})).spread);
  });

  it('has the measured time, and stores nothing', async () => {
    const { cluster, clock, collect } = await makeCluster();
    for (let i = 0; i < 3; i++) {
      clock.pass(600);
      await collect();
    }
    const plans = await database.db.plan.count();
    const ref = { scope: 'cluster', clusterId: cluster.id } as const;
    const { day, movesByLevel } = await effectOf(cluster.id, ref, { mode: 'off' }, clock);
    const { before, after } = present(day, 'what was measured');
    expect(before.moves).toBeGreaterThan(0);
    expect(after.moves).toBe(0);
    expect(after.overloadedHostMinutes).toBeGreaterThan(before.overloadedHostMinutes);
    expect(movesByLevel).toHaveLength(5);
    expect(await database.db.plan.count()).toBe(plans);
    expect(await database.db.policy.findUnique({ where: { clusterId: cluster.id } })).toMatchObject({
      version: 1,
    });
  });

  it('refuses values out of range, and clusters that are gone', async () => {
    const { cluster } = await makeCluster();
    const ref = { scope: 'cluster', clusterId: cluster.id } as const;
    await expect(effectOf(cluster.id, ref, { aggressiveness: 6 })).rejects.toMatchObject({
      code: 'invalid-input',
      facts: { field: 'edit.change.aggressiveness', limit: 5 },
    });
    await expect(effectOf(NO_ID, ref, {})).rejects.toMatchObject({ code: 'cluster-not-found' });
  });
});
