import { describe, expect, it } from 'vitest';
import { present } from '../../lib/model/present.ts';
import { leaveMaintenance } from '../../lib/services/maintenance/leave-maintenance.ts';
import { evacuateHost, evacuateHosts } from '../../lib/services/orders/evacuate-hosts.ts';
import { migrateVm } from '../../lib/services/orders/migrate-vm.ts';
import { returnHost } from '../../lib/services/orders/return-host.ts';
import { advanceRuns } from '../../lib/services/runs/advance-run.ts';
import { cancelRun } from '../../lib/services/runs/cancel-run.ts';
import { readEvacuation } from '../../lib/views/evacuation/read-evacuation.ts';
import { readReturn } from '../../lib/views/host/read-return.ts';
import { readJob } from '../../lib/views/job/read-job.ts';
import { personWith } from './support/context.ts';
import { withTestDatabase } from './support/database.ts';
import { makeObservedCluster } from './support/observed-cluster.ts';
import { simulatedHost, simulatedVm } from './support/simulated-cluster.ts';

const database = withTestDatabase();
const NOBODY = '01a206df-0bf4-7509-b4b1-95d5af16636a';

/** Four hosts; h1 and h2 have two VMs each, h4 none. */
async function makeCluster(vms = ['a h1', 'b h1', 'c h2', 'd h2', 'other h3']) {
  const made = await makeObservedCluster(database.db, {
    hosts: ['h1', 'h2', 'h3', 'h4'].map((name) => simulatedHost(name)),
    vms: vms.map((vm) => {
      const [name = '-', host = '-'] = vm.split(' ');
      return simulatedVm(name, host);
    }),
  });
  const hostIds = [made.hostId('h1'), made.hostId('h2')];
  const modes = async () => {
    const hosts = await database.db.host.findMany({ where: { clusterId: made.cluster.id } });
    return Object.fromEntries(hosts.map(({ name, mode }) => [name, mode]));
  };
  const tick = () => {
    made.clock.pass(1);
    return advanceRuns({ ctx: made.ctx, driver: made.driver, input: { clusterId: made.cluster.id } });
  };
  return { ...made, hostIds, modes, tick };
}

describe('evacuating several hosts together', () => {
  it('is one plan and one job, and places nothing on any of them', async () => {
    const { ctx, hostIds, modes, finish, collect, places } = await makeCluster();
    const page = await readEvacuation({ ctx, input: { hostIds } });
    expect(page.emptied.map(({ name }) => name)).toEqual(['h1', 'h2']);
    expect(page.others.map(({ name }) => name)).toEqual(['h3', 'h4']);
    expect(page.moves.map(({ vm }) => vm).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(page.moves.every(({ to }) => to === 'h3' || to === 'h4')).toBe(true);
    expect(
      page.hosts
        .map(({ name }) => name)
        .slice(-2)
        .sort(),
    ).toEqual(['h1', 'h2']);

    const { runId } = await evacuateHosts({ ctx, input: { hostIds, note: 'rack' } });
    expect(await modes()).toEqual({ h1: 'draining', h2: 'draining', h3: 'active', h4: 'active' });
    await finish(present(runId, 'run'));
    await collect();
    expect(await modes()).toEqual({ h1: 'maintenance', h2: 'maintenance', h3: 'active', h4: 'active' });
    expect(Object.values(await places()).every((host) => host === 'h3' || host === 'h4')).toBe(true);
    const job = await readJob({ ctx, input: { runId: present(runId, 'run') } });
    expect(job).toMatchObject({
      subject: 'h1, h2',
      state: 'succeeded',
      emptied: [{ name: 'h1' }, { name: 'h2' }],
    });
    const [entry] = await database.db.auditEntry.findMany({ where: { target: 'h1, h2' } });
    expect(entry).toMatchObject({ action: 'host.evacuate', details: { hosts: 2, note: 'rack' } });
  });

  it('lets each host enter maintenance mode as soon as it is empty, and leave it while the others drain', async () => {
    const { ctx, hostIds, hostId, modes, tick, collect } = await makeCluster([
      'a h1',
      'b h2',
      'c h2',
      'd h2',
    ]);
    const { runId } = await evacuateHosts({ ctx, input: { hostIds } });
    // the move from h1 ends first
    await database.db.move.updateMany({
      where: { runId, fromHostId: hostId('h2') },
      data: { notBefore: new Date(8e15) },
    });
    const isLeft = () =>
      database.db.move.count({ where: { runId, fromHostId: hostId('h1'), state: { not: 'done' } } });
    while ((await isLeft()) > 0) await tick();
    await collect();
    expect(await modes()).toMatchObject({ h1: 'maintenance', h2: 'draining' });
    await leaveMaintenance({ ctx, input: { hostId: hostId('h1') } });
    await expect(leaveMaintenance({ ctx, input: { hostId: hostId('h2') } })).rejects.toMatchObject({
      code: 'host-being-evacuated',
    });
    expect(await modes()).toMatchObject({ h1: 'active', h2: 'draining' });
  });

  it('takes VMs along that are on their way from one of them to another', async () => {
    const { ctx, hostIds, hostId, vmId, tick, finish, places } = await makeCluster(['a h1', 'b h2']);
    await migrateVm({ ctx, input: { vmId: await vmId('a'), toHostId: hostId('h2') } });
    while ((await database.db.move.count({ where: { state: 'migrating' } })) === 0) await tick();
    const { runId } = await evacuateHosts({ ctx, input: { hostIds } });
    await finish(present(runId, 'run'));
    expect(Object.values(await places()).every((host) => host === 'h3' || host === 'h4')).toBe(true);
  });

  it('needs no job where all of them are empty', async () => {
    const { ctx, hostId, collect, modes } = await makeCluster(['a h1']);
    const hostIds = ['h2', 'h3'].map(hostId);
    expect(await evacuateHosts({ ctx, input: { hostIds } })).toEqual({ runId: null });
    await collect();
    expect(await modes()).toMatchObject({ h2: 'maintenance', h3: 'maintenance' });
  });

  it('is refused as a whole if somebody else empties one of them, and for hosts of several clusters', async () => {
    const { ctx, hostIds, hostId, modes } = await makeCluster();
    const other = await makeCluster();
    await evacuateHost({ ctx, input: { hostId: hostId('h2') } });
    await expect(evacuateHosts({ ctx, input: { hostIds } })).rejects.toMatchObject({
      code: 'host-not-active',
      facts: { host: 'h2' },
    });
    expect(await modes()).toMatchObject({ h1: 'active', h2: 'draining' });
    const mixed = { hostIds: [hostId('h1'), other.hostId('h1')] };
    const code = 'hosts-of-several-clusters';
    await expect(evacuateHosts({ ctx, input: mixed })).rejects.toMatchObject({ code });
    await expect(readEvacuation({ ctx, input: mixed })).rejects.toMatchObject({ code });
    const unknown = { hostIds: [hostId('h1'), NOBODY] };
    await expect(evacuateHosts({ ctx, input: unknown })).rejects.toMatchObject({ code: 'host-not-found' });
    const viewer = { ...ctx, actor: personWith('viewer') };
    await expect(evacuateHosts({ ctx: viewer, input: { hostIds } })).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  it('returns to service with each host only what left that host', async () => {
    const { ctx, hostIds, hostId, finish, collect, places, modes } = await makeCluster();
    const { runId } = await evacuateHosts({ ctx, input: { hostIds } });
    await finish(present(runId, 'run'));
    await collect();
    const input = { hostId: hostId('h1') };
    expect((await readReturn({ ctx, input }))?.moves.map(({ vm, to }) => `${vm} ${to}`).sort()).toEqual([
      'a h1',
      'b h1',
    ]);
    await finish((await returnHost({ ctx, input })).runId);
    expect(await places()).toMatchObject({ a: 'h1', b: 'h1' });
    expect(await modes()).toMatchObject({ h1: 'active', h2: 'maintenance' });
    await finish((await returnHost({ ctx, input: { hostId: hostId('h2') } })).runId);
    expect(await places()).toMatchObject({ a: 'h1', b: 'h1', c: 'h2', d: 'h2' });
  });

  it('returns the hosts that still drain to service when it is cancelled', async () => {
    const { ctx, hostIds, finish, modes } = await makeCluster();
    const { runId } = await evacuateHosts({ ctx, input: { hostIds } });
    await cancelRun({ ctx, input: { runId: present(runId, 'run') } });
    await finish(present(runId, 'run'));
    expect(await modes()).toMatchObject({ h1: 'active', h2: 'active' });
    expect(await database.db.runHost.count({ where: { runId: present(runId, 'run'), endedAt: null } })).toBe(
      0,
    );
  });
});
