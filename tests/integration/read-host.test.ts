import { describe, expect, test } from 'vitest';
import { readCluster } from '../../lib/views/cluster/read-cluster.ts';
import { readHost } from '../../lib/views/host/read-host.ts';
import { readVmPanel } from '../../lib/views/host/read-vm-panel.ts';
import type { SeriesRange } from '../../lib/views/series/series-range.ts';
import { addJob, ago, ctx, database, sample, world } from './support/small-world.ts';

test('readCluster counts the rules, and reports an unknown cluster, whatever the form of its id', async () => {
  const cluster = await readCluster({ ctx: ctx(), input: { clusterId: world.cluster.id } });
  expect(cluster.rules).toBe(1);
  await expect(readCluster({ ctx: ctx(), input: { clusterId: 'prod' } })).rejects.toMatchObject({
    code: 'cluster-not-found',
  });
});

const choice = { range: '24h', span: null, group: null } as const;

describe('readHost', () => {
  const read = (hostId: string, range: SeriesRange = '24h') =>
    readHost({ ctx: ctx(), input: { hostId, choice: { range, span: null, group: null } } });

  test('returns for each VM how it would leave, or why it stays', async () => {
    const { vms } = await read(world.busy.id);
    expect(vms.map((vm) => [vm.name, vm.hold])).toEqual([
      ['db-01', { code: 'cool-down', secondsLeft: 3000 }],
      ['web-01', { code: 'excluded' }],
    ]);
    expect(vms[0]).toMatchObject({ cpuPercent: 75, cores: 3 });
    expect(vms[0]?.forecast?.seconds).toBeGreaterThan(1);
  });

  test('returns what ties a VM to its host, and which other manager a VM has', async () => {
    const { db } = database;
    const tie = (kind: string, blocks: string[]) => ({ kind, name: `a ${kind}`, blocks });
    const every = ['live', 'quick', 'offline'];
    const change = (vm: { id: string }, data: object) => db.vm.update({ where: { id: vm.id }, data });
    await change(world.db01, { ties: [tie('tpm', ['offline']), tie('snapshots', every)] });
    await change(world.web, { managedBy: 'oVirt' });
    const holds = async () => (await read(world.busy.id)).vms.map(({ hold }) => hold);
    expect(await holds()).toEqual([
      { code: 'tied', by: 'snapshots' },
      { code: 'managed', manager: 'oVirt' },
    ]);
    await change(world.db01, { ties: [tie('tpm', ['offline'])], state: 'stopped', lastMigratedAt: null });
    await change(world.web, { managedBy: null, ties: [tie('feature', ['live', 'quick'])] });
    expect(await holds()).toEqual([
      { code: 'only-running', by: 'tpm' },
      { code: 'only-stopped', by: 'feature' },
    ]);
    // each in the state in which it may leave
    await change(world.db01, { state: 'running' });
    await change(world.web, { state: 'stopped', automation: 'inherit' });
    expect(await holds()).toEqual([null, null]);
    await change(world.web, { ties: [], localDevices: ['pci-0000:41:00.0'] });
    expect((await holds())[1]).toEqual({ code: 'tied', by: 'host-device' });
  });

  test('groups refusals with the same destination and cause', async () => {
    const { cluster, busy, idle, db01, web, twin } = world;
    const refusal = (vmId: string | null, code: string, more: object = {}) =>
      database.db.refusal.create({
        data: {
          clusterId: cluster.id,
          vmId,
          toHostId: idle.id,
          code,
          scope: 'pair',
          facts: {},
          basis: {},
          at: ago(5),
          ...more,
        },
      });
    await refusal(db01.id, 'cpu-incompatible');
    await refusal(web.id, 'cpu-incompatible', { at: ago(2) });
    await refusal(web.id, 'storage-unsafe', { at: ago(3) });
    await refusal(null, 'destination-unreachable', { fromHostId: busy.id, scope: 'host', at: ago(4) });
    await refusal(twin.id, 'vm-not-movable', { toHostId: null, scope: 'vm' });
    await refusal(twin.id, 'vm-busy', { scope: 'moment', expiresAt: ago(1) }); // expired
    const shown = ({ refusals }: { refusals: Awaited<ReturnType<typeof read>>['refusals'] }) =>
      refusals.map((group) => [
        group.code,
        group.from,
        group.to?.name ?? null,
        group.refusals.map(({ vm }) => vm?.name ?? null),
      ]);
    const ofBusy = [
      ['cpu-incompatible', null, 'kvm-02', ['web-01', 'db-01']],
      ['storage-unsafe', null, 'kvm-02', ['web-01']],
      ['destination-unreachable', 'kvm-01', 'kvm-02', [null]],
    ];
    expect(shown(await read(busy.id))).toEqual(ofBusy);
    expect(shown(await read(idle.id))).toEqual([...ofBusy, ['vm-not-movable', null, null, ['twin-01']]]);
    expect(shown(await read(world.silent.id))).toEqual([]);
  });

  test('marks the VMs that arrived and left, and averages in buckets', async () => {
    await sample(world, 65, 0.4);
    await sample(world, 64, 0.6);
    await addJob(
      { state: 'done', startedAt: ago(30), finishedAt: ago(29) },
      { state: 'succeeded', finishedAt: ago(29) },
    );
    const { chart } = await read(world.busy.id);
    const [cpu] = chart.lines;
    const known = chart.at.flatMap((_, i) => (cpu?.means[i] === null ? [] : [i]));
    expect(known).toHaveLength(1);
    const [at = -1] = known;
    expect(
      [cpu?.least[at], cpu?.means[at], cpu?.greatest[at]].map((percent) => Math.round(percent ?? 0)),
    ).toEqual([40, 50, 60]);
    expect(chart.moves).toMatchObject([{ vm: 'db-01', direction: 'out', at: ago(29).getTime() }]);
    expect((await read(world.idle.id)).chart.moves).toMatchObject([{ direction: 'in' }]);
    expect((await read(world.busy.id, '7d')).chart.stepMs).toBe(1_800_000);
  });

  test('reports an unknown host, whatever the form of its id', async () => {
    await expect(read('kvm-01')).rejects.toMatchObject({ code: 'host-not-found' });
  });
});

describe('readVmPanel', () => {
  test('rates the other hosts, and returns why a host is not a possible destination', async () => {
    const panel = await readVmPanel({
      ctx: ctx(),
      input: { vmId: world.web.id, hostId: world.busy.id, choice },
    });
    expect(panel?.rules).toMatchObject([{ kind: 'notOnHosts', otherVms: [], hosts: ['kvm-02'] }]);
    const why = panel?.destinations?.map(({ name, stars, rejection }) => [name, stars, rejection?.code]);
    expect(why?.sort()).toEqual([
      ['kvm-02', 0, 'not-on-host'],
      ['kvm-03', 0, 'host-not-online'],
    ]);
  });

  test('returns how the VM can move, the obstacles, its manager and its needs', async () => {
    await database.db.vm.update({
      where: { id: world.web.id },
      data: {
        ties: [{ kind: 'tpm', name: 'emulated TPM', blocks: ['offline'] }],
        hostCpus: [0, 1],
        hugePageKiB: 2048,
        isPersistent: false,
        isAutostart: true,
      },
    });
    const read = () =>
      readVmPanel({ ctx: ctx(), input: { vmId: world.web.id, hostId: world.busy.id, choice } });
    expect(await read()).toMatchObject({
      moves: {
        way: 'running',
        obstacles: [{ code: 'tpm', facts: { name: 'emulated TPM' }, kinds: ['offline'] }],
      },
      needs: { hostCpus: [0, 1], hugePageKiB: 2048, numaNodes: [] },
      managedBy: null,
      isPersistent: false,
      isAutostart: true,
    });
    await database.db.vm.update({ where: { id: world.web.id }, data: { managedBy: 'OpenNebula' } });
    expect(await read()).toMatchObject({
      managedBy: 'OpenNebula',
      moves: { way: 'none', obstacles: [{ code: 'managed-elsewhere' }, { code: 'tpm' }] },
      destinations: [{ stars: 0 }, { stars: 0 }],
    });
  });

  test('returns nothing for a VM that has moved away in the meantime', async () => {
    expect(
      await readVmPanel({ ctx: ctx(), input: { vmId: world.web.id, hostId: world.idle.id, choice } }),
    ).toBeNull();
  });
});
