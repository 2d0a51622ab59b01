import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { editEndpoint } from '../../lib/services/clusters/edit-endpoint.ts';
import type { Context } from '../../lib/services/context.ts';
import { evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { readClusterState } from '../../lib/services/planning/read-cluster-state.ts';
import { snapshotOf } from '../../lib/services/planning/snapshot-of.ts';
import { suggestMoves } from '../../lib/services/plans/suggest-moves.ts';
import { readHost } from '../../lib/views/host/read-host.ts';
import { readRules } from '../../lib/views/rules/read-rules.ts';
import { beginMigration } from '../proxmox/migration.ts';
import type { StandIn } from '../proxmox/proxmox.ts';
import { type StandVm, USER } from '../proxmox/world.ts';
import type { Connected } from './support/connected-endpoint.ts';
import { withTestDatabase } from './support/database.ts';
import { withProxmox } from './support/with-proxmox.ts';

const database = withTestDatabase();
let standIn: StandIn;
let ctx: Context;
let ballast: Connected;
let web: StandVm;

withProxmox(database, { vms: 8 }, (made) => {
  ({ standIn, ctx, ballast } = made);
  web = standIn.vm('web-1');
});

const vmRow = () => database.db.vm.findFirstOrThrow({ where: { name: 'web-1' }, include: { host: true } });
const move = () => database.db.move.findFirstOrThrow({ orderBy: { id: 'desc' } });
/** An order to move the VM to another host. */
const order = async () => {
  const vm = await vmRow();
  const to = await database.db.host.findFirstOrThrow({
    where: { id: { not: vm.hostId } },
    orderBy: { name: 'asc' },
  });
  const { runId } = await migrateVm({ ctx, input: { vmId: vm.id, toHostId: to.id } });
  return { runId, from: vm.host.name, to: to.name };
};
const placed = async () => {
  await ballast.collect();
  return (await vmRow()).host.name;
};
const lastErrors = async () => {
  const hosts = await database.db.host.findMany({ orderBy: { name: 'asc' } });
  return hosts.map(({ lastError }) => lastError?.code ?? null);
};

describe('carrying out', () => {
  it('migrates a VM, and knows how long it took', async () => {
    web.plan = { mibps: 1500 };
    const { runId, to } = await order();
    await ballast.finish(runId);
    expect(await move()).toMatchObject({ state: 'done', code: null });
    expect((await move()).statistics).toMatchObject({ downtimeMs: 53, memoryMiB: 2048 });
    expect(await placed()).toBe(to);
  });

  it('follows a VM under the HA manager to its real task, and takes warnings for success', async () => {
    web.hastate = 'started';
    web.plan = { mibps: 4096, warnings: 2, haDelayMs: 700 };
    const { runId, to } = await order();
    await ballast.finish(runId);
    expect(await move()).toMatchObject({ state: 'done', code: null });
    const types = [...standIn.world.tasks.values()].map(({ type, exit }) => `${type} ${exit}`);
    expect(types).toEqual(['hamigrate OK', 'qmigrate WARNINGS: 2']);
    expect(await placed()).toBe(to);
  });

  it('empties a host', async () => {
    const { host } = await vmRow();
    const { runId } = await evacuateHosts({ ctx, input: { hostIds: [host.id] } });
    await ballast.finish(present(runId, 'the run'));
    await ballast.collect();
    expect(await database.db.vm.count({ where: { hostId: host.id, state: 'running' } })).toBe(0);
  });

  it('stays out of the way of a balancer that moves VMs by itself, and says so', async () => {
    standIn.world.crs = { ha: 'dynamic', 'ha-auto-rebalance': 1 };
    web.hastate = 'started';
    await ballast.collect();
    const { vms } = snapshotOf(await readClusterState(database.db, ballast.clusterId), new Date());
    // it moves only what is under HA: the others are left to Ballast
    expect(vms.flatMap(({ name, balancedBy }) => (balancedBy ? `${name} ${balancedBy}` : []))).toEqual([
      'web-1 CRS',
    ]);
    const outcome = await suggestMoves({ ctx, input: { clusterId: ballast.clusterId } });
    expect(outcome.code).not.toBe('other-balancer');
  });

  it('moves no VM that a rule of the HA manager keeps with others, and says which', async () => {
    standIn.world.haRules = [
      { rule: 'pair', type: 'resource-affinity', affinity: 'positive', resources: 'vm:100,vm:101' },
    ];
    const vm = await vmRow();
    const ref = {
      moveId: 'm',
      vmUuid: vm.uuid,
      vmName: vm.name,
      sourceHostId: vm.hostId,
      destinationHostId: (await database.db.host.findFirstOrThrow({ where: { name: 'pve2' } })).id,
      kind: 'live' as const,
      bandwidthMiBps: null,
      downtimeLimitMs: 300,
      mayThrottle: false,
      mayPostCopy: false,
    };
    const obstacles = await ballast.driver().checkMigration(ref);
    expect(obstacles).toMatchObject([{ code: 'moves-others', facts: { detail: 'moved with it: vm:101' } }]);
    await ballast.collect();
    expect((await vmRow()).ties).toEqual([
      { kind: 'tied', name: 'HA rule pair', blocks: ['live', 'quick', 'offline'] },
    ]);
  });
});

it('shows the maintenance mode of a node, and says the command that only a person can run', async () => {
  const { hostId, host } = await vmRow();
  const other = await database.db.host.findFirstOrThrow({ where: { id: { not: hostId } } });
  const viewOf = async (id: string) =>
    (await readHost({ ctx, input: { hostId: id, choice: { range: '1h', span: null, group: null } } })).host;
  present(standIn.world.nodes.get(other.name), other.name).isInMaintenance = true;
  await ballast.collect();
  expect(await viewOf(other.id)).toMatchObject({
    isMaintainedThere: true,
    manager: { state: 'there', command: `ha-manager crm-command node-maintenance disable ${other.name}` },
  });
  await database.db.host.update({ where: { id: hostId }, data: { mode: 'maintenance' } });
  expect((await viewOf(hostId)).manager).toEqual({
    kind: 'proxmox',
    state: 'only-here',
    error: null,
    command: `ha-manager crm-command node-maintenance enable ${host.name}`,
  });
});

describe('rules of the HA manager', () => {
  it('are planned with: no destination breaks them, and the page shows them', async () => {
    const { hostId, host } = await vmRow();
    const [first, second] = await database.db.host.findMany({
      where: { id: { not: hostId } },
      orderBy: { name: 'asc' },
    });
    web.hastate = 'started';
    standIn.world.haRules = [
      { rule: 'near', type: 'node-affinity', resources: 'vm:100', nodes: `${host.name},${first?.name}` },
      { rule: 'spread', type: 'resource-affinity', affinity: 'negative', resources: 'vm:101,vm:102' },
    ];
    await ballast.collect();
    const page = await readRules({ ctx, input: { clusterId: ballast.clusterId } });
    expect(page.managerRules).toMatchObject([
      { name: 'near', manager: 'HA', kind: 'onHosts', mode: 'must', vms: [{ name: 'web-1' }] },
      { name: 'spread', manager: 'HA', kind: 'apart', mode: 'must', vms: [{}, {}] },
    ]);
    const vm = await vmRow();
    const input = { vmId: vm.id, toHostId: present(second, 'another host').id };
    await expect(migrateVm({ ctx, input })).rejects.toMatchObject({
      facts: expect.objectContaining({ rule: 'near (HA)' }),
    });
  });
});

describe('faults', () => {
  it('a node down: the others serve the cluster, and only its own VMs are unknown', async () => {
    standIn.node('pve1').isOnline = false;
    await standIn.stopServer('pve1');
    expect(await ballast.collect()).toMatchObject({ hostsObserved: 2, hostsSilent: 1 });
    expect(await lastErrors()).toEqual(['host-unreachable', null, null]);
  });

  it('all nodes down in mid-migration: nothing is known, and the move ends when they are back', async () => {
    web.plan = { mibps: 1024 };
    const { runId, to } = await order();
    await ballast.until(runId, 'migrating');
    const names = [...standIn.world.nodes.keys()];
    for (const name of names) await standIn.stopServer(name);
    await ballast.until(runId, 'unknown');
    expect(await ballast.collect()).toMatchObject({ hostsObserved: 0, hostsSilent: 3 });
    for (const name of names) await standIn.startServer(name);
    await ballast.collect();
    await ballast.finish(runId);
    expect(await move()).toMatchObject({ state: 'done', tries: 1 });
    expect(await placed()).toBe(to);
  });

  it('nodes without a majority are not believed', async () => {
    standIn.world.isQuorate = false;
    expect(await ballast.collect()).toMatchObject({ hostsObserved: 0 });
    expect(await lastErrors()).toEqual(['host-unreachable', 'host-unreachable', 'host-unreachable']);
  });

  it('token revoked: refused and said', async () => {
    standIn.world.secret = 'another';
    expect(await ballast.collect()).toMatchObject({ hostsObserved: 0 });
    expect(await lastErrors()).toEqual(['host-refused', 'host-refused', 'host-refused']);
  });

  it('certificate of one node changed: the others vouch for it', async () => {
    await standIn.replaceCertificate('pve2');
    await ballast.restart();
    expect(await ballast.collect()).toMatchObject({ hostsSilent: 0 });
    await standIn.stopServer('pve1');
    await standIn.stopServer('pve3');
    expect(await ballast.collect()).toMatchObject({ hostsSilent: 0 });
  });

  it('all certificates changed: refused and said, until a person confirms the new ones', async () => {
    const renewed: string[] = [];
    for (const name of standIn.world.nodes.keys()) renewed.push(await standIn.replaceCertificate(name));
    await ballast.restart();
    expect(await ballast.collect()).toMatchObject({ hostsObserved: 0 });
    expect(await lastErrors()).toEqual(['certificate-changed', 'certificate-changed', 'certificate-changed']);
    const { id } = await database.db.endpoint.findFirstOrThrow();
    const fingerprint = renewed.join(' ');
    await editEndpoint({ ctx, input: { endpointId: id, user: USER, secret: '', fingerprint } });
    await ballast.restart();
    expect(await ballast.collect()).toMatchObject({ hostsSilent: 0 });
  });

  it('the answer to an order lost: it is not sent again, and its task is found', async () => {
    web.plan = { mibps: 1024 };
    const { runId, to } = await order();
    standIn.world.losesAnswers = true;
    await ballast.until(runId, 'unknown');
    standIn.world.losesAnswers = false;
    await ballast.finish(runId);
    expect(await move()).toMatchObject({ state: 'done', tries: 1 });
    expect(standIn.world.tasks.size).toBe(1);
    expect(await placed()).toBe(to);
  });

  it('task lost in mid-migration: the place of the VM counts', async () => {
    web.plan = { mibps: 1 };
    const { runId, to } = await order();
    await ballast.until(runId, 'migrating');
    standIn.world.tasks.clear();
    standIn.world.migrations.clear();
    delete web.lock;
    web.node = to;
    await ballast.finish(runId);
    expect(await move()).toMatchObject({ state: 'done', tries: 1 });
    expect(await placed()).toBe(to);
  });

  it('Ballast restarted in mid-migration: the task is found, and nothing is ordered twice', async () => {
    web.plan = { mibps: 1024 };
    const { runId, to } = await order();
    await ballast.until(runId, 'migrating');
    await ballast.restart();
    await ballast.finish(runId);
    expect(await move()).toMatchObject({ state: 'done', tries: 1 });
    expect(standIn.world.tasks.size).toBe(1);
    expect(await placed()).toBe(to);
  });

  it('a migration by somebody else is waited for, not ordered over', async () => {
    web.plan = { mibps: 1024 };
    beginMigration(standIn.world, web, 'pve3', { user: 'root@pam', bwlimit: null });
    const { runId } = await order();
    await ballast.finish(runId);
    const types = [...standIn.world.tasks.values()].map(({ user }) => user);
    expect(types[0]).toBe('root@pam');
    expect(types.filter((user) => user === USER).length).toBeLessThanOrEqual(1);
    const running = [...standIn.world.migrations].length;
    expect(running).toBe(0);
  });

  it('a VM that was removed is gone, and its move is left out', async () => {
    const { runId } = await order();
    standIn.world.vms.delete(web.vmid);
    await ballast.finish(runId);
    expect(await move()).toMatchObject({ state: 'skipped', code: 'vm-not-found' });
  });

  it('QEMU fails in mid-copy: the VM stays, and the words are kept', async () => {
    web.plan = { mibps: 2048, fail: 'error while loading state for instance 0x0 of device cpu' };
    const { runId, from } = await order();
    await ballast.finish(runId);
    const { code, tried } = await move();
    expect([code, ...tried.map((each) => each.code)]).toContain('load-failed');
    expect(await placed()).toBe(from);
  });
});
