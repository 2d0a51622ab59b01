import { describe, expect, test } from 'vitest';
import { toJson } from '../../lib/db/to-json.ts';
import { mobilityOf } from '../../lib/engine/mobility.ts';
import type { HostFilter, VmFilter } from '../../lib/model/list-filter.ts';
import type { Tie } from '../../lib/model/vm.ts';
import { listHosts } from '../../lib/views/hosts/list-hosts.ts';
import { readListNames } from '../../lib/views/shared/read-list-names.ts';
import { listVms } from '../../lib/views/vms/list-vms.ts';
import { ago, ctx, database, world } from './support/small-world.ts';

const everyVm: VmFilter = { name: '', clusterId: null, hostId: null, tag: null, show: 'all', sort: 'name' };
const everyHost: HostFilter = { name: '', clusterId: null, tag: null, show: 'all', sort: 'name' };
const vms = async (filter: Partial<VmFilter>, from = 0) =>
  listVms({ ctx: ctx(), input: { filter: { ...everyVm, ...filter }, from } });
const hosts = async (filter: Partial<HostFilter>) =>
  listHosts({ ctx: ctx(), input: { filter: { ...everyHost, ...filter }, from: 0 } });
const vmNames = async (filter: Partial<VmFilter>) => (await vms(filter)).rows.map(({ name }) => name);
const hostNames = async (filter: Partial<HostFilter>) => (await hosts(filter)).rows.map(({ name }) => name);
const changeVm = (id: string, data: object) => database.db.vm.update({ where: { id }, data });

describe('the list of VMs', () => {
  test('has all of them with their places, and leads to their hosts', async () => {
    const { total, rows } = await vms({});
    expect(total).toBe(3);
    expect(rows[0]).toMatchObject({
      name: 'db-01',
      host: 'kvm-01',
      hostId: world.busy.id,
      cluster: 'prod',
      cpuPercent: 75,
      cores: 3,
      lastMigratedAt: ago(10),
      hold: null,
    });
    expect(rows.map(({ hold }) => hold?.code)).toEqual([undefined, 'two-copies', 'excluded']);
  });

  test('finds a part of a name in any case, and takes special characters as they are', async () => {
    expect(await vmNames({ name: 'B-0' })).toEqual(['db-01', 'web-01']);
    expect(await vmNames({ name: '%' })).toEqual([]);
    await changeVm(world.web.id, { name: 'a_%\\b' });
    expect(await vmNames({ name: '_%\\' })).toEqual(['a_%\\b']);
  });

  test('filters by cluster, host and state', async () => {
    expect(await vmNames({ hostId: world.idle.id })).toEqual(['twin-01']);
    expect(await vmNames({ clusterId: world.cluster.id, hostId: world.busy.id })).toEqual([
      'db-01',
      'web-01',
    ]);
    expect(await vmNames({ clusterId: world.busy.id })).toEqual([]);
    expect(await vmNames({ clusterId: 'none' })).toEqual([]);
    expect(await vmNames({ show: 'overloaded' })).toEqual(['db-01', 'web-01']);
    expect(await vmNames({ show: 'by-hand' })).toEqual(['web-01']);
    expect(await vmNames({ show: 'not-running' })).toEqual([]);
    await changeVm(world.db01.id, { state: 'stopped', cores: null });
    expect(await vmNames({ show: 'not-running' })).toEqual(['db-01']);
  });

  test('filters by a tag, and names the tags that there are', async () => {
    await changeVm(world.web.id, { tags: ['prod', 'web'] });
    await changeVm(world.db01.id, { tags: ['prod'] });
    expect(await vmNames({ tag: 'prod' })).toEqual(['db-01', 'web-01']);
    expect(await vmNames({ tag: 'web' })).toEqual(['web-01']);
    expect(await vmNames({ tag: 'we' })).toEqual([]);
    const names = (of: 'vms' | 'hosts') => readListNames({ ctx: ctx(), input: { of, hostId: null } });
    expect((await names('vms')).tags).toEqual(['prod', 'web']);
    await database.db.host.update({ where: { id: world.busy.id }, data: { tags: ['gpu'] } });
    expect(await hostNames({ tag: 'gpu' })).toEqual(['kvm-01']);
    expect((await names('hosts')).tags).toEqual(['gpu']);
  });

  test('leaves out a VM that is gone, and shows no figures of a host that does not answer', async () => {
    await changeVm(world.web.id, { missingSince: ago(1) });
    await changeVm(world.twin.id, { hostId: world.silent.id });
    const { total, rows } = await vms({});
    expect(total).toBe(2);
    expect(rows[1]).toMatchObject({ name: 'twin-01', isObserved: false, cores: null, cpuPercent: null });
  });

  test('sorts figures from the highest, the unknown last', async () => {
    await changeVm(world.web.id, { cores: 3.5, vcpus: 8 });
    await changeVm(world.twin.id, { cores: null });
    expect(await vmNames({ sort: 'cores' })).toEqual(['web-01', 'db-01', 'twin-01']);
    expect(await vmNames({ sort: 'cpu' })).toEqual(['db-01', 'web-01', 'twin-01']);
    expect(await vmNames({ sort: 'host' })).toEqual(['db-01', 'web-01', 'twin-01']);
    expect(await vmNames({ sort: 'moved' })).toEqual(['db-01', 'twin-01', 'web-01']);
  });

  test('gives the rows from one on, of as many as there are', async () => {
    const part = await vms({}, 2);
    expect(part).toMatchObject({ total: 3, from: 2, rows: [{ name: 'web-01' }] });
    expect((await vms({}, 500)).rows).toEqual([]);
  });

  const tie = (name: string, blocks: Tie['blocks']): Tie => ({ kind: 'host-device', name, blocks });
  test.each<[string, { ties?: Tie[]; localDevices?: string[]; managedBy?: string; state?: 'stopped' }]>([
    ['nothing', {}],
    ['a tie that forbids live moves', { ties: [tie('sriov', ['live'])] }],
    ['a tie that forbids offline moves', { ties: [tie('nvram', ['offline'])] }],
    ['the same while it is stopped', { ties: [tie('nvram', ['offline'])], state: 'stopped' }],
    ['a device', { localDevices: ['gpu'] }],
    ['a device that is a tie', { localDevices: ['gpu'], ties: [tie('gpu', ['live'])], state: 'stopped' }],
    ['another manager', { managedBy: 'OpenStack Nova' }],
  ])('knows like the engine whether a VM with %s can move', async (_, vm) => {
    const { ties = [], localDevices = [], managedBy, state = 'running' } = vm;
    await changeVm(world.db01.id, { ...toJson('vm', { ties }), localDevices, managedBy, state });
    const kind = state === 'stopped' ? 'offline' : 'live';
    const canMove = mobilityOf({ ties, localDevices, managedBy }).kinds.includes(kind);
    expect((await vmNames({ show: 'fixed' })).includes('db-01')).toBe(!canMove);
    const [row] = (await vms({ name: 'db-01' })).rows;
    expect(row?.hold === null).toBe(canMove);
  });
});

describe('the list of hosts', () => {
  test('has all of them with loads and numbers of VMs, and the last figures of one that does not answer', async () => {
    const { total, rows } = await hosts({});
    expect(total).toBe(3);
    expect(rows[0]).toMatchObject({ name: 'kvm-01', cluster: 'prod', cpuPercent: 94, vmCount: 2 });
    expect(rows[2]).toMatchObject({
      connection: 'unknown',
      cpuPercent: null,
      lastCpuPercent: 47,
      silentMs: 360_000,
    });
  });

  test('filters by name, cluster and what is wrong with them', async () => {
    expect(await hostNames({ name: 'VM-02' })).toEqual(['kvm-02']);
    expect(await hostNames({ clusterId: world.busy.id })).toEqual([]);
    expect(await hostNames({ show: 'overloaded' })).toEqual(['kvm-01']);
    expect(await hostNames({ show: 'silent' })).toEqual(['kvm-03']);
    expect(await hostNames({ show: 'attention' })).toEqual(['kvm-01', 'kvm-03']);
    expect(await hostNames({ show: 'away' })).toEqual([]);
    await database.db.host.update({ where: { id: world.idle.id }, data: { mode: 'maintenance' } });
    expect(await hostNames({ show: 'away' })).toEqual(['kvm-02']);
  });

  test('takes a host for observed as long as all other pages do', async () => {
    const seen = (minutes: number) =>
      database.db.host.update({ where: { id: world.silent.id }, data: { lastSampleAt: ago(minutes) } });
    for (const minutes of [0.74, 0.76, -0.74, -0.76]) {
      await seen(minutes);
      const [row] = (await hosts({ name: 'kvm-03' })).rows;
      expect((await hostNames({ show: 'silent' })).includes('kvm-03')).toBe(row?.connection !== 'up');
    }
  });

  test('sorts by load, the unknown last, and by number of VMs', async () => {
    expect(await hostNames({ sort: 'cpu' })).toEqual(['kvm-01', 'kvm-02', 'kvm-03']);
    expect(await hostNames({ sort: 'memory' })).toEqual(['kvm-01', 'kvm-02', 'kvm-03']);
    await changeVm(world.web.id, { hostId: world.idle.id });
    await changeVm(world.db01.id, { hostId: world.idle.id });
    expect(await hostNames({ sort: 'vms' })).toEqual(['kvm-02', 'kvm-01', 'kvm-03']);
  });
});
