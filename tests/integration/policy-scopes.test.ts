import { describe, expect, it } from 'vitest';
import { clusterPolicy, hostPolicy, INSTALLATION, withOwnPolicy, withPolicy } from '../../lib/db/policies.ts';
import type { Role } from '../../lib/model/actor.ts';
import type { PolicyChange } from '../../lib/model/policy.ts';
import { reserveOf } from '../../lib/model/reserve.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { makeContext, personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const contextOf = (role: Role) => makeContext(database.db, { actor: personWith(role) });
const NO_ID = '00000000-0000-7000-8000-000000000000';
let made = 0;

/** A group of two clusters, with one host each, and a cluster that is in no group. */
async function makeGroup() {
  const { db } = database;
  await db.policy.deleteMany();
  const name = `g${++made}`;
  const group = await db.clusterGroup.create({ data: { name } });
  const add = (cluster: string, groupId: string | null) =>
    db.cluster.create({
      data: {
        name: cluster,
        driver: 'libvirt',
        groupId,
        hosts: { create: { name: 'h1', uri: `qemu+tcp://${cluster}.invalid/system` } },
      },
      include: { hosts: true },
    });
  const [a, b] = [await add(`${name}-a`, group.id), await add(`${name}-b`, group.id)];
  return { group, a, b, alone: await add(`${name}-alone`, null) };
}

const edit = (scope: object, change: PolicyChange, version = 0) =>
  editPolicy({ ctx: contextOf('administrator'), input: { ...scope, version, change } });
const product = { scope: 'product' };
const ofGroup = (groupId: string) => ({ scope: 'group', groupId });
const ofCluster = (clusterId: string) => ({ scope: 'cluster', clusterId });

async function policyOf(cluster: { id: string }, field: 'movesPerHour' | 'mode' | 'windows') {
  const read = await database.db.cluster.findUniqueOrThrow({
    where: { id: cluster.id },
    include: withPolicy,
  });
  const { values, from } = clusterPolicy(read);
  return [values[field], from[field]];
}

describe('the policy of the product, and of a group', () => {
  it('applies to clusters that set nothing else, the nearest first', async () => {
    const { group, a, b, alone } = await makeGroup();
    await edit(product, { movesPerHour: 10, mode: 'urgent' });
    await edit(ofGroup(group.id), { movesPerHour: 20 });
    await edit(ofCluster(a.id), { movesPerHour: null });
    expect(await policyOf(a, 'movesPerHour')).toEqual([null, 'cluster']);
    expect(await policyOf(b, 'movesPerHour')).toEqual([20, 'group']);
    expect(await policyOf(alone, 'movesPerHour')).toEqual([10, 'product']);
    expect(await policyOf(b, 'mode')).toEqual(['urgent', 'product']);
    await edit(ofGroup(group.id), { windows: [{ days: [6, 0], from: '22:00', to: '06:00' }] }, 1);
    expect(await policyOf(b, 'windows')).toEqual([[{ days: [6, 0], from: '22:00', to: '06:00' }], 'group']);
  });

  it('reaches hosts: a reserve as a share names the scope that it comes from', async () => {
    const { group, a } = await makeGroup();
    await edit(ofGroup(group.id), { reserveCpuPercent: 50 });
    const cluster = await database.db.cluster.findUniqueOrThrow({
      where: { id: a.id },
      include: { ...withPolicy, hosts: { include: withOwnPolicy } },
    });
    const [host] = cluster.hosts;
    const reserve = host && reserveOf({ cpuCores: 8, memoryMiB: 8192 }, hostPolicy(cluster, host));
    expect(reserve).toMatchObject({ cores: 4, coresFrom: 'group', memoryFrom: 'default' });
  });

  it('is audited once, and is an event of each cluster that it applies to', async () => {
    const { group, a, b, alone } = await makeGroup();
    await database.db.event.deleteMany();
    await edit(ofGroup(group.id), { mode: 'off' });
    await edit(ofGroup(group.id), { mode: 'automatic' }, 1);
    await edit(product, { mode: 'off' });
    const audit = await database.db.auditEntry.findMany({ orderBy: { id: 'desc' }, take: 2 });
    expect(audit.map(({ action, target, targetId, details }) => [action, target, targetId, details])).toEqual(
      [
        ['policy.change', 'Ballast', null, { scope: 'product', from: {}, to: { mode: 'off' } }],
        [
          'policy.change',
          group.name,
          group.id,
          { scope: 'group', from: { mode: 'off' }, to: { mode: 'automatic' } },
        ],
      ],
    );
    const events = await database.db.event.findMany({ orderBy: { id: 'asc' } });
    const about = (id: string) =>
      events.filter(({ clusterId }) => clusterId === id).map(({ facts }) => facts);
    const [twice, once] = [{ group: group.name }, { product: 'Ballast' }];
    expect([about(a.id), about(b.id), about(alone.id)]).toEqual([
      [twice, twice, once],
      [twice, twice, once],
      [once],
    ]);
  });

  it('is refused to operators, for other scopes, for values that do not fit, and for outdated versions', async () => {
    const { group } = await makeGroup();
    const refused = (scope: object, change: object, version = 0) =>
      expect(edit(scope, change, version)).rejects;
    await refused(product, { reserveCores: 1 }).toMatchObject({ code: 'invalid-input' });
    await refused(ofGroup(NO_ID), {}).toMatchObject({ code: 'group-not-found' });
    await refused(product, { timeZone: 'Mars/Olympus' }).toMatchObject({
      code: 'invalid-input',
      facts: { field: 'change.timeZone', problem: 'timeZone' },
    });
    const never = { days: [], from: '22:00', to: '06:00' };
    await refused(product, { windows: [never] }).toMatchObject({
      facts: { field: 'change.windows.0.days', problem: 'required' },
    });
    await refused(product, { windows: [{ ...never, days: [1], to: '24:00' }] }).toMatchObject({
      facts: { field: 'change.windows.0.to' },
    });
    await edit(ofGroup(group.id), { mode: 'off' });
    await refused(ofGroup(group.id), { mode: 'suggest' }).toMatchObject({
      code: 'conflict',
      facts: { target: group.name },
    });
    const input = { ...product, version: 0, change: { mode: 'automatic' } };
    await expect(editPolicy({ ctx: contextOf('operator'), input })).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  it('of a group is removed with it, and its clusters stay', async () => {
    const { group, a } = await makeGroup();
    await edit(ofGroup(group.id), { mode: 'off' });
    await database.db.clusterGroup.delete({ where: { id: group.id } });
    expect(await policyOf(a, 'mode')).toEqual(['suggest', 'default']);
    expect(await database.db.policy.count()).toBe(0);
  });
});

it('there is one installation, and a stop of its automation names who stopped it', async () => {
  const { db } = database;
  await expect(db.installation.create({ data: { id: 2 } })).rejects.toThrow('installation_is_single');
  const stop = (data: object) => db.installation.update({ where: { id: INSTALLATION }, data });
  await expect(stop({ automationStoppedAt: new Date(0) })).rejects.toThrow('installation_stop_is_whole');
  const whole = { automationStoppedAt: new Date(0), automationStoppedBy: 'Ada' };
  expect(await stop(whole)).toMatchObject(whole);
});
