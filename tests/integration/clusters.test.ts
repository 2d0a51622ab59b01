import { beforeEach, describe, expect, test } from 'vitest';
import { addCluster } from '../../lib/services/clusters/add-cluster.ts';
import { addHost } from '../../lib/services/clusters/add-host.ts';
import { editCluster } from '../../lib/services/clusters/edit-cluster.ts';
import { removeCluster } from '../../lib/services/clusters/remove-cluster.ts';
import { removeHost } from '../../lib/services/clusters/remove-host.ts';
import { testCluster } from '../../lib/services/clusters/test-cluster.ts';
import type { Context } from '../../lib/services/context.ts';
import { editPolicy } from '../../lib/services/policies/edit-policy.ts';
import { readPolicy } from '../../lib/views/policy/read-policy.ts';
import { listClusters } from '../../lib/views/settings/list-clusters.ts';
import { makeContext, personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';

const database = withTestDatabase();
const system = (): Context => makeContext(database.db);
const host = (name: string, extra: object = {}) => ({
  name,
  uri: `qemu+tcp://${name}.invalid/system`,
  ...extra,
});
const add = (name: string, hosts: object[] = [host('kvm-01'), host('kvm-02')]) =>
  addCluster({ ctx: system(), input: { name, driver: 'libvirt', hosts } });

beforeEach(async () => {
  await database.db.$executeRawUnsafe('ALTER TABLE audit_entry DROP CONSTRAINT IF EXISTS audit_fails');
  await database.db.cluster.deleteMany();
  await database.db.auditEntry.deleteMany();
});

async function addJob(clusterId: string, state: 'waiting' | 'succeeded'): Promise<void> {
  const at = new Date(Date.UTC(2026, 10, 23));
  const plan = await database.db.plan.create({
    data: {
      clusterId,
      kind: 'balance',
      state: 'approved',
      complete: true,
      planningMs: 1,
      requestedBy: 'test',
      snapshot: {},
      policy: {},
      before: {},
      after: {},
      rejections: [],
      takenAt: at,
      createdAt: at,
      confirmedAt: at,
      decidedAt: at,
      decidedBy: 'test',
    },
  });
  const run = {
    planId: plan.id,
    clusterId,
    kind: 'balance',
    state,
    requestedBy: 'test',
    createdAt: at,
  } as const;
  const times = state === 'waiting' ? {} : { startedAt: at, finishedAt: at };
  await database.db.run.create({ data: { ...run, ...times } });
}

describe('addCluster', () => {
  test('stores hosts that do not respond, with an audit entry', async () => {
    const peer = { peerUri: 'qemu+tcp://10.0.8.1/system', migrationAddress: '10.0.40.11' };
    await add('lab', [host('kvm-01', peer), host('kvm-02', { peerUri: '', migrationAddress: ' ' })]);
    const [cluster] = await listClusters({ ctx: system() });
    expect(cluster).toMatchObject({
      name: 'lab',
      driver: { kind: 'libvirt', isSimulated: false },
      activeJobs: 0,
      hosts: [
        { name: 'kvm-01', connection: 'unknown', mode: 'active', lastError: null, ...peer },
        { name: 'kvm-02', peerUri: null, migrationAddress: null },
      ],
    });
    expect(await database.db.auditEntry.findMany()).toMatchObject([
      { action: 'cluster.add', target: 'lab', details: { driver: 'libvirt', hosts: 2 } },
    ]);
  });

  test.each([
    [
      'an address that runs a command',
      [host('a', { uri: 'qemu+ext:///system?command=/bin/sh' })],
      'hosts.0.uri',
    ],
    [
      'an address with a shell in it',
      [host('a'), host('b', { uri: 'qemu+ssh://b;reboot/system' })],
      'hosts.1.uri',
    ],
    ['a wrong address for other hosts', [host('a', { peerUri: 'http://a' })], 'hosts.0.peerUri'],
    ['a wrong migration address', [host('a', { migrationAddress: '--unsafe' })], 'hosts.0.migrationAddress'],
  ])('refuses %s and names the field', async (_, hosts, field) => {
    await expect(add('lab', hosts)).rejects.toMatchObject({ code: 'bad-config', facts: { field } });
    expect(await database.db.cluster.count()).toBe(0);
  });

  test.each([
    ['no host at all', [], { field: 'hosts', problem: 'required' }],
    [
      'two hosts of one name',
      [host('a'), host('a', { uri: 'qemu+tcp://b/system' })],
      { field: 'hosts.1.name' },
    ],
    ['two hosts at one address', [host('a'), { ...host('a'), name: 'b' }], { problem: 'twice' }],
    ['a name with a space', [host('a', { name: 'kvm 01' })], { field: 'hosts.0.name', problem: 'format' }],
  ])('refuses %s', async (_, hosts, facts) => {
    await expect(add('lab', hosts)).rejects.toMatchObject({ code: 'invalid-input', facts });
  });

  test('reports that a name is taken', async () => {
    await add('lab');
    await expect(add('lab')).rejects.toMatchObject({ code: 'cluster-name-taken', facts: { cluster: 'lab' } });
  });
});

describe('testCluster', () => {
  test('reports hosts that do not respond instead of failing, and stores nothing', async () => {
    const hosts = [{ name: 'a', uri: 'qemu+tcp://127.0.0.1:1/system' }];
    const checks = await testCluster({ ctx: system(), input: { driver: 'libvirt', hosts } });
    expect(checks).toMatchObject([{ host: 'a', toHost: null, ok: false, code: expect.any(String) }]);
    expect(await database.db.cluster.count()).toBe(0);
  });
});

describe('hosts', () => {
  test('are added and removed, and audited', async () => {
    const { id } = await add('lab', [host('kvm-01')]);
    const added = await addHost({ ctx: system(), input: { clusterId: id, ...host('kvm-02') } });
    await expect(
      addHost({ ctx: system(), input: { clusterId: id, ...host('kvm-02') } }),
    ).rejects.toMatchObject({ code: 'host-name-taken', facts: { host: 'kvm-02' } });
    expect(await removeHost({ ctx: system(), input: { hostId: added.id } })).toEqual({ name: 'kvm-02' });
    const actions = await database.db.auditEntry.findMany({
      orderBy: { id: 'asc' },
      select: { action: true },
    });
    expect(actions.map(({ action }) => action)).toEqual([
      'cluster.add',
      'cluster.add-host',
      'cluster.remove-host',
    ]);
  });

  test('of a simulated cluster are added and removed with it', async () => {
    const cluster = await database.db.cluster.create({
      data: { name: 'sim', driver: 'simulator', hosts: { create: { name: 'a', uri: 'sim://a' } } },
      include: { hosts: true },
    });
    const refused = { code: 'hosts-not-entered', facts: { cluster: 'sim' } };
    const input = { clusterId: cluster.id, ...host('b') };
    await expect(addHost({ ctx: system(), input })).rejects.toMatchObject(refused);
    await expect(
      removeHost({ ctx: system(), input: { hostId: cluster.hosts[0]?.id } }),
    ).rejects.toMatchObject(refused);
  });
});

describe('editCluster', () => {
  test('changes the interval once, within its range, and reads the hosts at once', async () => {
    const { id } = await add('lab');
    const edit = (intervalSeconds: number, seenSeconds: number) =>
      editCluster({ ctx: system(), input: { clusterId: id, intervalSeconds, seenSeconds } });
    await database.db.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    await edit(60, 15);
    await expect(edit(30, 15)).rejects.toMatchObject({ code: 'conflict', facts: { target: 'lab' } });
    for (const outside of [4, 301, 7.5])
      await expect(edit(outside, 60)).rejects.toMatchObject({
        code: 'invalid-input',
        facts: { field: 'intervalSeconds' },
      });
    const [shown] = await listClusters({ ctx: system() });
    expect(shown?.intervalSeconds).toBe(60);
    const jobs = await database.db.$queryRaw<{ key: string }[]>`
      SELECT key FROM graphile_worker.jobs WHERE key = ${`collect-cluster:${id}`} AND run_at <= now()`;
    expect(jobs).toHaveLength(1);
    expect(await database.db.auditEntry.findMany({ where: { action: 'cluster.edit' } })).toMatchObject([
      { target: 'lab', details: { from: { intervalSeconds: 15 }, to: { intervalSeconds: 60 } } },
    ]);
  });
});

describe('editPolicy', () => {
  test('changes thresholds once: of two edits of the same version, the second gets a conflict', async () => {
    const { id: clusterId } = await add('lab');
    const edit = (version: number, change: object) =>
      editPolicy({ ctx: system(), input: { scope: 'cluster', clusterId, version, change } });
    const stale = { code: 'conflict', facts: { target: 'lab' } };
    await edit(0, { cpuThresholdPercent: 70, memoryThresholdPercent: 85 });
    await expect(edit(0, { cpuThresholdPercent: 60 })).rejects.toMatchObject(stale);
    await edit(1, { memoryThresholdPercent: 86 });
    await expect(edit(1, { cpuThresholdPercent: 60 })).rejects.toMatchObject(stale);
    expect(await readPolicy({ ctx: system(), input: { scope: 'cluster', clusterId } })).toMatchObject({
      own: { cpuThresholdPercent: 70, memoryThresholdPercent: 86 },
      version: 2,
    });
  });

  test('accepts only one of two simultaneous edits', async () => {
    const { id: clusterId } = await add('lab');
    for (const version of [0, 1]) {
      const edits = [60, 70].map((cpuThresholdPercent) =>
        editPolicy({
          ctx: system(),
          input: { scope: 'cluster', clusterId, version, change: { cpuThresholdPercent } },
        }),
      );
      const ends = await Promise.allSettled(edits);
      expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
    expect(await database.db.auditEntry.count({ where: { action: 'policy.change' } })).toBe(2);
  });

  test.each([0, 101, Number.NaN])('refuses %d percent', async (cpuThresholdPercent) => {
    const { id: clusterId } = await add('lab');
    const input = { scope: 'cluster', clusterId, version: 0, change: { cpuThresholdPercent } };
    await expect(editPolicy({ ctx: system(), input })).rejects.toMatchObject({
      code: 'invalid-input',
      facts: { field: 'change.cpuThresholdPercent' },
    });
  });
});

describe('removeCluster', () => {
  test('deletes everything of the cluster, and nothing of another', async () => {
    const { id } = await add('lab');
    await addJob(id, 'succeeded');
    await add('other');
    expect(await removeCluster({ ctx: system(), input: { clusterId: id } })).toEqual({ name: 'lab' });
    expect(await database.db.run.count()).toBe(0);
    expect((await listClusters({ ctx: system() })).map(({ name }) => name)).toEqual(['other']);
    expect(await database.db.host.count()).toBe(2);
  });

  test('is refused while a job of the cluster waits or runs', async () => {
    const { id } = await add('lab');
    await addJob(id, 'waiting');
    await expect(removeCluster({ ctx: system(), input: { clusterId: id } })).rejects.toMatchObject({
      code: 'cluster-busy',
      facts: { cluster: 'lab', jobs: 1 },
    });
  });

  test('changes nothing when its audit row cannot be written', async () => {
    const { id } = await add('lab');
    await database.db.$executeRawUnsafe(
      'ALTER TABLE audit_entry ADD CONSTRAINT audit_fails CHECK (false) NOT VALID',
    );
    await expect(removeCluster({ ctx: system(), input: { clusterId: id } })).rejects.toThrow();
    await expect(
      editPolicy({
        ctx: system(),
        input: { scope: 'cluster', clusterId: id, version: 0, change: { cpuThresholdPercent: 50 } },
      }),
    ).rejects.toThrow();
    const kept = await readPolicy({ ctx: system(), input: { scope: 'cluster', clusterId: id } });
    expect(kept).toMatchObject({ name: 'lab', own: {} });
  });
});

describe('roles', () => {
  const id = '00000000-0000-7000-8000-000000000000';
  const hosts = [host('a')];
  const verbs = {
    addCluster: (ctx: Context) => addCluster({ ctx, input: { name: 'x', driver: 'libvirt', hosts } }),
    testCluster: (ctx: Context) => testCluster({ ctx, input: { driver: 'libvirt', hosts } }),
    editPolicy: (ctx: Context) => editPolicy({ ctx, input: { scope: 'cluster', clusterId: id } }),
    removeCluster: (ctx: Context) => removeCluster({ ctx, input: { clusterId: id } }),
    addHost: (ctx: Context) => addHost({ ctx, input: { clusterId: id, ...host('a') } }),
    removeHost: (ctx: Context) => removeHost({ ctx, input: { hostId: id } }),
  };
  for (const [name, verb] of Object.entries(verbs)) {
    test.each(['operator', 'viewer'] as const)(`refuses ${name} to a user with the role %s`, async (role) => {
      const ctx = makeContext(database.db, { actor: personWith(role) });
      await expect(verb(ctx)).rejects.toMatchObject({ code: 'not-allowed', facts: { role } });
    });
  }

  test('a viewer may read', async () => {
    await add('lab');
    const ctx = makeContext(database.db, { actor: personWith('viewer') });
    expect(await listClusters({ ctx })).toHaveLength(1);
  });
});
